import {
  Blend,
  Columns2,
  CornerUpLeft,
  Download,
  FolderOpen,
  Gauge,
  Heart,
  ImageUp,
  Maximize2,
  Pin,
  Scaling,
  Trash2,
  X,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { desktopBridge } from '../api/bridge.ts';
import { beginFromPicture } from '../state/begin-from.ts';
import { goTo } from '../state/location.ts';
import { canCompare, chosenAddress, usePinned } from '../state/pins.ts';
import {
  canFinishLarger,
  finishLarger,
  moreLikeThis,
  reuseRecipe,
} from '../state/recall-picture.ts';
import { scorePictures } from '../state/score-pictures.ts';
import { IconButton } from '../ui/button.tsx';
import { formatNumber } from '../ui/format.ts';
import { commonPair, pinPicture } from './compare-acts.ts';
import { ExportMenu } from './export-menu.tsx';
import { toggleFavourite } from './mark-acts.ts';
import { MarkMenus } from './mark-menus.tsx';
import type { MarkMenu } from './mark-menus.tsx';
import { canReuse, downloadPictures } from './picture-acts.ts';
import { usePictureRecords } from './picture-records.ts';

interface SelectionActionsProps {
  /** The pictures acted on, in the order of the list. */
  ids: readonly string[];
  onOpen(): void;
  onTrash(): void;
  onClear(): void;
  menu: MarkMenu | null;
  onMenuChange(menu: MarkMenu | null): void;
  onMenuClosed(event: Event): void;
}

const icon = { 'aria-hidden': true, className: 'size-4', strokeWidth: 1.6 } as const;

/** How many are selected and what can be done with them. */
export function SelectionActions(props: SelectionActionsProps) {
  const { ids, onOpen, onTrash, onClear, menu, onMenuChange, onMenuClosed } = props;
  const { t, i18n } = useTranslation();
  const { records } = usePictureRecords(ids);
  const pictures = ids.flatMap((id) => records.get(id) ?? []);
  const bridge = desktopBridge();
  const pinned = usePinned(({ id }) => id);
  const only = ids.length === 1 ? (pictures[0] ?? null) : null;
  const isPinned = only !== null && only.id === pinned;
  const pair = commonPair(pictures);
  return (
    <div
      role="toolbar"
      aria-label={t('gallery.selectionActs')}
      className="flex shrink-0 items-center gap-0.5"
    >
      <span className="figures mr-2 text-sm whitespace-nowrap text-quiet" role="status">
        {t('gallery.selected', {
          count: ids.length,
          number: formatNumber(ids.length, i18n.language),
        })}
      </span>
      {only ? (
        <>
          <IconButton
            size="small"
            label={t('gallery.open')}
            icon={<Maximize2 {...icon} />}
            onClick={onOpen}
          />
          <IconButton
            size="small"
            disabled={!canReuse(only)}
            label={t('gallery.reuse')}
            icon={<CornerUpLeft {...icon} />}
            onClick={() => void reuseRecipe(only, t, i18n.language)}
          />
          <IconButton
            size="small"
            label={t('gallery.moreLike')}
            icon={<Blend {...icon} />}
            onClick={() => moreLikeThis(only, t)}
          />
          <IconButton
            size="small"
            disabled={!canFinishLarger(only)}
            label={t('gallery.larger')}
            icon={<Scaling {...icon} />}
            onClick={() => finishLarger(only, t)}
          />
          <IconButton
            size="small"
            label={t('create.begin.use')}
            icon={<ImageUp {...icon} />}
            onClick={() => void beginFromPicture(only.id, t)}
          />
        </>
      ) : null}
      {pair === null ? null : (
        <IconButton
          size="small"
          label={t('gallery.compare')}
          icon={<Columns2 {...icon} />}
          onClick={() => goTo(pair)}
        />
      )}
      {only ? (
        <IconButton
          size="small"
          label={t('gallery.pin.act')}
          aria-pressed={isPinned}
          className={isPinned ? 'bg-ink/8' : ''}
          icon={<Pin {...icon} />}
          onClick={() => pinPicture(only.id)}
        />
      ) : pair === null && canCompare(ids.length) ? (
        <IconButton
          size="small"
          label={t('gallery.pin.compare')}
          icon={<Columns2 {...icon} />}
          onClick={() => goTo(chosenAddress(ids))}
        />
      ) : null}
      {bridge ? (
        only ? (
          <IconButton
            size="small"
            label={t('gallery.reveal')}
            icon={<FolderOpen {...icon} />}
            onClick={() => bridge.revealPicture(only.id)}
          />
        ) : null
      ) : (
        <IconButton
          size="small"
          label={t('gallery.download')}
          icon={<Download {...icon} />}
          onClick={() => downloadPictures(pictures)}
        />
      )}
      <ExportMenu ids={ids} />
      <IconButton
        size="small"
        label={t('gallery.favourite')}
        icon={<Heart {...icon} />}
        onClick={() => toggleFavourite(ids, { t, language: i18n.language })}
      />
      <IconButton
        size="small"
        label={t('common.scores.act')}
        icon={<Gauge {...icon} />}
        onClick={() => void scorePictures(ids, t)}
      />
      <MarkMenus ids={ids} open={menu} onOpenChange={onMenuChange} onClosed={onMenuClosed} />
      <IconButton
        size="small"
        label={t('gallery.trash')}
        icon={<Trash2 {...icon} />}
        onClick={onTrash}
      />
      <IconButton
        size="small"
        label={t('gallery.clearSelection')}
        icon={<X {...icon} />}
        onClick={onClear}
      />
    </div>
  );
}
