import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Picture } from '../../electron/api/contract/gallery.ts';
import type { Recipe } from '../../electron/api/contract/recipe.ts';
import { studioQuery } from '../api/studio.ts';
import { formatBytes } from '../ui/format.ts';
import { providerName } from '../ui/provider-name.ts';
import { describeHiresFix } from '../ui/setting-facts.ts';
import { Fact } from './fact.tsx';
import { saySampler } from '../ui/say-sampler.ts';

/** What an own picture was made with. */
export function RecipeFacts({ picture }: { picture: Picture }) {
  const { t, i18n } = useTranslation();
  const models = useQuery(studioQuery.models.list.queryOptions());
  const { recipe } = picture;
  const { engine, variation } = recipe;
  const language = i18n.language === 'ja' ? 'ja' : 'en';
  const model = models.data?.find((candidate) => candidate.id === picture.modelId);
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  return (
    <dl className="flex flex-col gap-1 text-sm">
      <Fact name={t('common.model')} title={recipe.model.fingerprint}>
        {model?.name[language] ?? recipe.model.name}
      </Fact>
      {models.isSuccess && !model ? (
        <p className="text-right text-xs text-quiet">{t('gallery.modelGone')}</p>
      ) : null}
      <Fact name={t('common.size')}>{`${recipe.width} × ${recipe.height}`}</Fact>
      {recipe.hiresFix ? (
        <Fact name={t('create.hires.first')}>{describeHiresFix(recipe.hiresFix)}</Fact>
      ) : null}
      <Fact name={t('common.steps')}>{recipe.steps}</Fact>
      <Fact name={t('common.guidance')}>{recipe.guidance}</Fact>
      <Fact name={t('common.sampler')}>{saySampler(recipe.sampler, t)}</Fact>
      {recipe.initImage ? (
        <Fact name={t('create.begin.strength')}>
          {[
            recipe.initImage.strength,
            ...(recipe.initImage.mask ? [t('create.mask.there')] : []),
          ].join(' · ')}
        </Fact>
      ) : null}
      {variation ? (
        <Fact
          name={t('create.variation.title')}
        >{`${variation.seed} · ${variation.strength}`}</Fact>
      ) : null}
      {recipe.styles ? (
        <Fact name={t('create.styles.title')}>{recipe.styles.names.join(', ')}</Fact>
      ) : null}
      <AddedFacts recipe={recipe} />
      {recipe.safety ? (
        <Fact name={t('gallery.safety.label')}>{t(`gallery.safety.${recipe.safety}`)}</Fact>
      ) : null}
      {recipe.watermark ? (
        <Fact name={t('gallery.watermark')}>{t('gallery.watermarked')}</Fact>
      ) : null}
      {recipe.deepCache === undefined ? null : (
        <Fact name={t('create.speed.title')}>
          {t('create.speed.other', { interval: recipe.deepCache })}
        </Fact>
      )}
      {recipe.int8 ? <Fact name={t('create.speed.title')}>{t('create.speed.int8')}</Fact> : null}
      {recipe.clipSkip > 0 ? (
        <Fact name={t('grids.parameters.clipSkip')}>{recipe.clipSkip}</Fact>
      ) : null}
      {recipe.noiseSource === 'gpu' ? (
        <Fact name={t('create.noise.title')}>{t('create.noise.gpu')}</Fact>
      ) : null}
      <Fact name={t('gallery.date')}>
        <time dateTime={picture.createdAt}>{date.format(new Date(picture.createdAt))}</time>
      </Fact>
      <Fact name={t('gallery.engine')}>
        {`${providerName(engine.provider, t)} · ${engine.precision}`}
      </Fact>
      <Fact name={t('gallery.version')}>{engine.version}</Fact>
      <Fact name={t('gallery.noise')} title={recipe.noiseHash}>
        {recipe.noiseHash.slice(0, 12)}
      </Fact>
      <Fact name={t('gallery.file')} title={picture.fileName}>
        {formatBytes(picture.bytes, language)}
      </Fact>
    </dl>
  );
}

/** What was added to the model, each with the hash by which it is known. */
function AddedFacts({ recipe: { loras = [], embeddings = [], vae } }: { recipe: Recipe }) {
  const { t } = useTranslation();
  const rows = [
    ...loras.map(({ name, scale, sha256 }) => ({ sha256, text: `LoRA ${name} · ${scale}` })),
    ...embeddings.map(({ name, word, sha256 }) => ({ sha256, text: word ?? name })),
    ...(vae ? [{ sha256: vae.sha256, text: `VAE ${vae.name}` }] : []),
  ];
  return rows.map(({ text, sha256 }) => (
    <Fact key={text} name={t('gallery.added')} title={sha256}>
      {text}
    </Fact>
  ));
}
