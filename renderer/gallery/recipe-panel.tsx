import {
  Blend,
  Columns2,
  Copy,
  CornerUpLeft,
  Download,
  FolderOpen,
  Scaling,
  Trash2,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { isPrinted } from '../../electron/api/contract/gallery.ts';
import type { GalleryPicture } from '../../electron/api/contract/gallery.ts';
import { desktopBridge } from '../api/bridge.ts';
import { copyPicture } from '../state/copy-picture.ts';
import { goTo } from '../state/location.ts';
import { pairAddress } from '../state/pair-address.ts';
import {
  canFinishLarger,
  finishLarger,
  moreLikeThis,
  reuseRecipe,
} from '../state/recall-picture.ts';
import { ArmBadge } from '../ui/arm-badge.tsx';
import { Button, IconButton } from '../ui/button.tsx';
import { CopyButton } from './copy-button.tsx';
import { ImportedFacts } from './imported-facts.tsx';
import { Lineage } from './lineage.tsx';
import { MarksPanel } from './marks-panel.tsx';
import { canReuse, downloadPictures } from './picture-acts.ts';
import { LongText } from '../ui/long-text.tsx';
import { titleOf } from '../ui/picture-words.ts';
import { RecipeFacts } from './recipe-facts.tsx';

interface RecipePanelProps {
  picture: GalleryPicture;
  onTrash(): void;
}

const icon = { 'aria-hidden': true, className: 'size-4', strokeWidth: 1.6 } as const;

/** Everything that is needed to make the picture again, and what can be done with it. */
export function RecipePanel({ picture, onTrash }: RecipePanelProps) {
  const { t, i18n } = useTranslation();
  const { recipe, imported } = picture;
  const found = imported?.found ?? null;
  const words = recipe ?? found ?? { prompt: '', negativePrompt: '', seed: null };
  const pair = pairAddress(picture);
  const bridge = desktopBridge();
  const lang = recipe?.arm === 'en' ? 'en' : 'ja';
  return (
    <aside
      aria-label={t('gallery.recipe')}
      className="flex w-[288px] shrink-0 flex-col border-l border-line bg-raised"
    >
      <div className="flex min-h-0 grow flex-col gap-3 overflow-y-auto px-4 py-4">
        {recipe === null ? (
          <p className="text-sm text-quiet">
            {found
              ? t('gallery.imported.by', {
                  program: t(`gallery.imported.programs.${found.program}`),
                })
              : t('gallery.imported.silent')}
          </p>
        ) : (
          <ArmBadge arm={recipe.arm} length="long" />
        )}
        <div className="flex items-start gap-1">
          <LongText lines={8} lang={lang} className="text-base select-text">
            {titleOf(picture)}
          </LongText>
          {words.prompt === '' ? null : (
            <CopyButton label={t('gallery.copyPrompt')} text={words.prompt} />
          )}
        </div>
        {words.negativePrompt.trim() === '' ? null : (
          <div>
            <p className="text-xs text-quiet">{t('common.negativePrompt')}</p>
            <LongText lines={4} lang={lang} className="text-sm select-text">
              {words.negativePrompt}
            </LongText>
          </div>
        )}
        {words.seed === null ? null : (
          <div className="flex items-center gap-1 border-y border-line py-1.5">
            <span className="text-sm text-quiet">{t('common.seed')}</span>
            <span className="figures ml-auto truncate text-base select-text" data-testid="seed">
              {words.seed}
            </span>
            <CopyButton label={t('gallery.copySeed')} text={words.seed} />
          </div>
        )}
        {picture.removedAt === null ? <MarksPanel picture={picture} /> : null}
        {isPrinted(picture) ? <RecipeFacts picture={picture} /> : null}
        {imported ? <ImportedFacts picture={picture} imported={imported} /> : null}
        <Lineage id={picture.id} />
      </div>
      <div className="flex flex-col gap-2 border-t border-line p-3">
        <div className="flex gap-2">
          <Button
            className="grow"
            disabled={!canReuse(picture)}
            onClick={() => void reuseRecipe(picture, t, i18n.language)}
          >
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
        <div className="flex flex-wrap gap-2">
          {bridge ? (
            <Button className="basis-full" onClick={() => bridge.revealPicture(picture.id)}>
              <FolderOpen {...icon} />
              {t('gallery.reveal')}
            </Button>
          ) : (
            <Button className="basis-full" onClick={() => downloadPictures([picture])}>
              <Download {...icon} />
              {t('gallery.download')}
            </Button>
          )}
          <IconButton
            look="plain"
            className="grow"
            label={t('gallery.copyPicture')}
            icon={<Copy {...icon} />}
            onClick={() => void copyPicture(picture.id, t, i18n.language)}
          />
          {recipe === null ? null : (
            <IconButton
              look="plain"
              className="grow"
              label={t('gallery.moreLike')}
              icon={<Blend {...icon} />}
              onClick={() => moreLikeThis(picture, t)}
            />
          )}
          {canFinishLarger(picture) ? (
            <IconButton
              look="plain"
              className="grow"
              label={t('gallery.larger')}
              icon={<Scaling {...icon} />}
              onClick={() => finishLarger(picture, t)}
            />
          ) : null}
          {picture.removedAt === null ? (
            <IconButton
              look="plain"
              className="grow"
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
