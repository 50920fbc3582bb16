import { useQuery } from '@tanstack/react-query';
import { ArrowLeft, ChevronLeft, ChevronRight } from 'lucide-react';
import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { GalleryPicture } from '../../electron/api/contract/gallery.ts';
import { pictureUrl } from '../api/picture-url.ts';
import { studioQuery } from '../api/studio.ts';
import { copyPicture } from '../state/copy-picture.ts';
import { BlockedNotice } from '../ui/blocked-notice.tsx';
import type { Origin } from '../state/opened-from.ts';
import { finishLarger, moreLikeThis } from '../state/recall-picture.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { formatNumber } from '../ui/format.ts';
import { isComposing, isTyping } from '../ui/keys.ts';
import { dragOut } from '../ui/picture-drag.ts';
import { PlacedPicture } from '../ui/placed-picture.tsx';
import { useElementSize } from '../ui/use-element-size.ts';
import { useViewport } from '../ui/use-viewport.ts';
import { ZoomControls } from '../ui/zoom-controls.tsx';
import { pressZoomKey } from '../ui/zoom-keys.ts';
import { useGalleryView } from './gallery-view.ts';
import { ratePictures, toggleFavourite } from './mark-acts.ts';
import { comparePictures, pinPicture } from './compare-acts.ts';
import { PinBar } from './pin-bar.tsx';
import { usePictureRecords } from './picture-records.ts';
import { sizeOf, titleOf } from '../ui/picture-words.ts';
import { RecipePanel } from './recipe-panel.tsx';

interface PictureViewerProps {
  id: string;
  /** The pictures that previous and next lead through. */
  ids: readonly string[];
  /** The room that it leads back to; null for the gallery. */
  origin: Origin | null;
  onMove(id: string): void;
  onClose(): void;
  onTrash(id: string): void;
}

/** One picture, as large as can be, with its recipe. It lies over the grid, which keeps its place below. */
export function PictureViewer({ id, ids, origin, onMove, onClose, onTrash }: PictureViewerProps) {
  const { t, i18n } = useTranslation();
  const region = useRef<HTMLElement>(null);
  const removed = useGalleryView((view) => view.place === 'trash') && origin === null;
  const record = useQuery(studioQuery.gallery.get.queryOptions({ input: { ids: [id], removed } }));
  const picture = record.data?.[0] ?? null;
  const [measure, stage] = useElementSize();
  const size = picture ? sizeOf(picture) : null;
  const viewport = useViewport(stage, size);
  const place = ids.indexOf(id);
  const previous = place > 0 ? ids[place - 1] : undefined;
  const next = place >= 0 ? ids[place + 1] : undefined;
  const words = { t, language: i18n.language };
  const back = origin === null ? t('gallery.back') : t(`gallery.backTo.${origin}`);
  const shown = useMemo(() => [id], [id]);
  usePictureRecords(shown);

  useEffect(() => region.current?.focus({ preventScroll: true }), []);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isComposing(event) || isTyping(event.target)) return;
      if (isCopying(event) && picture) {
        event.preventDefault();
        void copyPicture(picture.id, t, i18n.language);
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target instanceof Element && event.target.closest('dialog')) return;
      const used = () => {
        switch (event.key) {
          case 'Escape':
            onClose();
            return true;
          case 'ArrowLeft':
          case 'ArrowUp':
            if (previous !== undefined) onMove(previous);
            return true;
          case 'ArrowRight':
          case 'ArrowDown':
            if (next !== undefined) onMove(next);
            return true;
          case 'Delete':
          case 'Backspace':
            if (picture) onTrash(picture.id);
            return true;
          case 'c':
          case 'C':
            if (picture && !removed) comparePictures([picture], t);
            return true;
          case 'p':
          case 'P':
            if (picture && !removed) pinPicture(picture.id);
            return true;
          case 'v':
          case 'V':
            if (picture) moreLikeThis(picture, t);
            return true;
          case 'l':
          case 'L':
            if (picture) finishLarger(picture, t);
            return true;
          case 'f':
          case 'F':
            if (picture && !removed) toggleFavourite([picture.id], words);
            return true;
          default:
            if (/^[1-5]$/.test(event.key)) {
              if (picture && !removed) ratePictures([picture.id], Number(event.key), words);
              return true;
            }
            return pressZoomKey(event.key, viewport);
        }
      };
      if (used()) event.preventDefault();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  });
  usePreloaded([previous, next]);

  return (
    <section
      ref={region}
      tabIndex={-1}
      aria-label={t('gallery.viewer')}
      className="absolute inset-0 z-10 flex bg-ground outline-none"
      data-testid="viewer"
    >
      <div className="flex min-w-0 grow flex-col">
        <div className="flex h-12 shrink-0 items-center gap-1 border-b border-line px-3">
          <Button look="quiet" size="small" onClick={onClose}>
            <ArrowLeft aria-hidden className="size-4" strokeWidth={1.6} />
            {back}
          </Button>
          <span className="grow" />
          <IconButton
            size="small"
            label={t('gallery.previous')}
            disabled={previous === undefined}
            icon={<ChevronLeft aria-hidden className="size-4" />}
            onClick={() => previous !== undefined && onMove(previous)}
          />
          <span className="figures min-w-16 text-center text-sm text-quiet" role="status">
            {place < 0
              ? null
              : t('gallery.place', {
                  place: formatNumber(place + 1, i18n.language),
                  total: formatNumber(ids.length, i18n.language),
                })}
          </span>
          <IconButton
            size="small"
            label={t('gallery.next')}
            disabled={next === undefined}
            icon={<ChevronRight aria-hidden className="size-4" />}
            onClick={() => next !== undefined && onMove(next)}
          />
          <span className="grow" />
          {viewport ? <ZoomControls viewport={viewport} /> : null}
        </div>
        <div ref={measure} className="relative min-h-0 grow overflow-hidden bg-sunk">
          {picture && viewport ? (
            <div
              {...viewport.pane}
              {...dragProps(picture, viewport.movable)}
              data-testid="stage"
              className={classNames(
                'absolute inset-0 touch-none',
                viewport.movable && 'cursor-grab active:cursor-grabbing',
              )}
            >
              <PlacedPicture
                pictureId={picture.id}
                alt={titleOf(picture)}
                placement={viewport.placement}
              />
              {picture.recipe?.safety === 'blocked' ? <BlockedNotice /> : null}
            </div>
          ) : record.isError ? (
            <ErrorNotice
              error={record.error}
              className="m-10"
              actions={
                <Button size="small" onClick={() => void record.refetch()}>
                  {t('common.tryAgain')}
                </Button>
              }
            />
          ) : record.isSuccess ? (
            <EmptyState
              title={t('common.pictureGone')}
              actions={<Button onClick={onClose}>{back}</Button>}
            />
          ) : null}
        </div>
        <PinBar />
      </div>
      {picture ? <RecipePanel picture={picture} onTrash={() => onTrash(picture.id)} /> : null}
    </section>
  );
}

/** Whole on the stage, the picture can be dragged out as its file; zoomed in, the same movement pans. */
function dragProps(picture: GalleryPicture, movable: boolean) {
  return movable ? {} : dragOut([picture]);
}

/** Ctrl or ⌘ + C; words that are selected in the recipe are copied as ever. */
function isCopying(event: KeyboardEvent): boolean {
  const command = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
  return command && event.key === 'c' && (window.getSelection()?.isCollapsed ?? true);
}

/** Fetches the neighbours, so that moving to them shows them at once. */
function usePreloaded(ids: readonly (string | undefined)[]): void {
  const joined = ids.filter((id) => id !== undefined).join(' ');
  useEffect(() => {
    for (const id of joined.split(' ')) {
      if (id !== '') new Image().src = pictureUrl(id, 'full');
    }
  }, [joined]);
}
