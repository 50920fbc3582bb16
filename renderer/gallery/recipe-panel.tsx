import { useQuery } from '@tanstack/react-query';
import { Columns2, Copy, CornerUpLeft, Download, FolderOpen, Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Picture } from '../../electron/api/contract/gallery.ts';
import type { Recipe } from '../../electron/api/contract/recipe.ts';
import { desktopBridge } from '../api/bridge.ts';
import { studioQuery } from '../api/studio.ts';
import { goTo } from '../state/location.ts';
import { ArmBadge } from '../ui/arm-badge.tsx';
import { Button, IconButton } from '../ui/button.tsx';
import { formatBytes } from '../ui/format.ts';
import { showToast } from '../ui/toast-store.ts';
import { Lineage } from './lineage.tsx';
import { MarksPanel } from './marks-panel.tsx';
import { downloadPictures, pairAddress, reuseRecipe } from './picture-acts.ts';

interface RecipePanelProps {
  picture: Picture;
  onTrash(): void;
}

const icon = { 'aria-hidden': true, className: 'size-4', strokeWidth: 1.6 } as const;

/** Everything that is needed to make the picture again, and what can be done with it. */
export function RecipePanel({ picture, onTrash }: RecipePanelProps) {
  const { t, i18n } = useTranslation();
  const { recipe } = picture;
  const pair = pairAddress(picture);
  const bridge = desktopBridge();
  const lang = recipe.arm === 'en' ? 'en' : 'ja';
  return (
    <aside
      aria-label={t('gallery.recipe')}
      className="flex w-[288px] shrink-0 flex-col border-l border-line bg-raised"
    >
      <div className="flex min-h-0 grow flex-col gap-3 overflow-y-auto px-4 py-4">
        <ArmBadge arm={recipe.arm} length="long" />
        <div className="flex items-start gap-1">
          <p lang={lang} className="min-w-0 grow text-base wrap-break-word select-text">
            {recipe.prompt}
          </p>
          <CopyButton label={t('gallery.copyPrompt')} text={recipe.prompt} />
        </div>
        {recipe.negativePrompt.trim() === '' ? null : (
          <div>
            <p className="text-xs text-quiet">{t('common.negativePrompt')}</p>
            <p lang={lang} className="text-sm wrap-break-word select-text">
              {recipe.negativePrompt}
            </p>
          </div>
        )}
        <div className="flex items-center gap-1 border-y border-line py-1.5">
          <span className="text-sm text-quiet">{t('common.seed')}</span>
          <span className="figures ml-auto truncate text-base select-text" data-testid="seed">
            {recipe.seed}
          </span>
          <CopyButton label={t('gallery.copySeed')} text={recipe.seed} />
        </div>
        {picture.removedAt === null ? <MarksPanel picture={picture} /> : null}
        <Facts picture={picture} />
        <Lineage id={picture.id} />
      </div>
      <div className="flex flex-col gap-2 border-t border-line p-3">
        <div className="flex gap-2">
          <Button className="grow" onClick={() => reuseRecipe(picture, t)}>
            <CornerUpLeft {...icon} />
            {t('gallery.reuse')}
          </Button>
          {pair === null ? null : (
            <Button className="grow" onClick={() => goTo(pair)} title={t('gallery.compare')}>
              <Columns2 {...icon} />
              {t('frame.rooms.compare')}
            </Button>
          )}
        </div>
        <div className="flex gap-2">
          {bridge ? (
            <Button className="grow" onClick={() => bridge.revealPicture(picture.id)}>
              <FolderOpen {...icon} />
              {t('gallery.reveal')}
            </Button>
          ) : (
            <Button className="grow" onClick={() => downloadPictures([picture])}>
              <Download {...icon} />
              {t('gallery.download')}
            </Button>
          )}
          {picture.removedAt === null ? (
            <IconButton
              look="plain"
              label={t('gallery.trash')}
              icon={<Trash2 {...icon} />}
              onClick={onTrash}
            />
          ) : null}
        </div>
        <p className="text-xs text-quiet" lang={i18n.language}>
          {t('gallery.dragHint')}
        </p>
      </div>
    </aside>
  );
}

function CopyButton({ label, text }: { label: string; text: string }) {
  const { t } = useTranslation();
  return (
    <IconButton
      size="small"
      label={label}
      icon={<Copy aria-hidden className="size-3.5" />}
      onClick={() => {
        void navigator.clipboard.writeText(text).then(() => showToast(t('gallery.copied')));
      }}
    />
  );
}

function Facts({ picture }: { picture: Picture }) {
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
      <Fact name={t('common.steps')}>{recipe.steps}</Fact>
      <Fact name={t('common.guidance')}>{recipe.guidance}</Fact>
      <Fact name={t('common.sampler')}>{t(`create.samplers.${recipe.sampler}`)}</Fact>
      {variation ? (
        <Fact
          name={t('create.variation.title')}
        >{`${variation.seed} · ${variation.strength}`}</Fact>
      ) : null}
      <AddedFacts recipe={recipe} />
      {recipe.safety ? (
        <Fact name={t('gallery.safety.label')}>{t(`gallery.safety.${recipe.safety}`)}</Fact>
      ) : null}
      {recipe.watermark ? (
        <Fact name={t('gallery.watermark')}>{t('gallery.watermarked')}</Fact>
      ) : null}
      {recipe.noiseSource === 'gpu' ? (
        <Fact name={t('create.noise.title')}>{t('create.noise.gpu')}</Fact>
      ) : null}
      <Fact name={t('gallery.date')}>
        <time dateTime={picture.createdAt}>{date.format(new Date(picture.createdAt))}</time>
      </Fact>
      <Fact name={t('gallery.engine')}>{`${engine.provider} · ${engine.precision}`}</Fact>
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

function Fact({ name, title, children }: { name: string; title?: string; children: ReactNode }) {
  return (
    <div className="flex justify-between gap-4">
      <dt className="shrink-0 text-quiet">{name}</dt>
      <dd className="figures min-w-0 truncate text-right select-text" title={title}>
        {children}
      </dd>
    </div>
  );
}
