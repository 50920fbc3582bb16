import { useTranslation } from 'react-i18next';
import type { GalleryPicture } from '../../electron/api/contract/gallery.ts';
import type { Imported } from '../../electron/api/contract/imported.ts';
import { formatBytes } from '../ui/format.ts';
import { Fact } from './fact.tsx';

interface ImportedFactsProps {
  picture: GalleryPicture;
  imported: Imported;
}

/** What the program that made a picture wrote about it, and no more. */
export function ImportedFacts({ picture, imported }: ImportedFactsProps) {
  const { t, i18n } = useTranslation();
  const language = i18n.language === 'ja' ? 'ja' : 'en';
  const { found } = imported;
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  const loras = (found?.loras ?? []).map(({ name, scale }) => `${name} (${scale})`).join(', ');
  return (
    <dl className="flex flex-col gap-1 text-sm">
      {found?.model ? (
        <Fact name={t('common.model')} title={found.model.hash ?? found.model.name}>
          {found.model.name}
        </Fact>
      ) : null}
      <Fact name={t('common.size')}>{`${imported.width} × ${imported.height}`}</Fact>
      {typeof found?.steps === 'number' ? (
        <Fact name={t('common.steps')}>{found.steps}</Fact>
      ) : null}
      {typeof found?.guidance === 'number' ? (
        <Fact name={t('common.guidance')}>{found.guidance}</Fact>
      ) : null}
      {found?.samplerName ? <Fact name={t('common.sampler')}>{found.samplerName}</Fact> : null}
      {found?.variation ? (
        <Fact
          name={t('create.variation.title')}
        >{`${found.variation.seed} · ${found.variation.strength}`}</Fact>
      ) : null}
      {found?.clipSkip ? <Fact name={t('grids.parameters.clipSkip')}>{found.clipSkip}</Fact> : null}
      {found?.noiseSource === 'gpu' ? (
        <Fact name={t('create.noise.title')}>{t('create.noise.gpu')}</Fact>
      ) : null}
      {loras === '' ? null : (
        <Fact name="LoRA" title={loras}>
          {loras}
        </Fact>
      )}
      <Fact name={t('gallery.date')}>
        <time dateTime={picture.createdAt}>{date.format(new Date(picture.createdAt))}</time>
      </Fact>
      {found ? (
        <Fact name={t('gallery.imported.madeBy')}>
          {[t(`gallery.imported.programs.${found.program}`), found.version]
            .filter((part) => part !== null)
            .join(' ')}
        </Fact>
      ) : null}
      <Fact name={t('gallery.file')} title={imported.name}>
        {imported.name}
      </Fact>
      <Fact name={t('gallery.imported.kept')}>
        {t(picture.linked ? 'gallery.imported.linked' : 'gallery.imported.copied')}
        {` · ${formatBytes(picture.bytes, language)}`}
      </Fact>
    </dl>
  );
}
