import { Check, Heart, Layers, Pin } from 'lucide-react';
import type { TFunction } from 'i18next';
import type { DragEvent, MouseEvent } from 'react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { GalleryPicture } from '../../electron/api/contract/gallery.ts';
import { ArmSeal } from '../ui/arm-badge.tsx';
import { BlockedNotice } from '../ui/blocked-notice.tsx';
import { classNames } from '../ui/class-names.ts';
import { PictureImage } from '../ui/picture-image.tsx';
import { nameOption, sizeOf, titleOf } from '../ui/picture-words.ts';
import { usePinned } from '../state/pins.ts';
import { useGalleryView } from './gallery-view.ts';

/** Longest side of the thumbnails that the studio makes, in pixels. */
const thumbnailSide = 256;

interface PictureCellProps {
  id: string;
  optionId: string;
  /** Null until its record has arrived. */
  picture: GalleryPicture | null;
  /** Side in CSS pixels. */
  side: number;
  place: number;
  total: number;
  /** Pictures that this one stands for. */
  stack: number;
  chosen: boolean;
  /** The keys are here. */
  current: boolean;
  onPress(id: string, event: MouseEvent): void;
  onOpen(id: string): void;
  onDrag(id: string, event: DragEvent): void;
  onUnstack(id: string): void;
}

/** One picture of the grid. The grid has the focus and the keys; a cell takes the mouse and can be dragged out. */
export const PictureCell = memo(function PictureCell(props: PictureCellProps) {
  const { id, optionId, picture, side, place, total, stack, chosen, current } = props;
  const { onPress, onOpen, onDrag, onUnstack } = props;
  const { t } = useTranslation();
  const pinned = usePinned((state) => state.id === id);
  const recipe = picture?.recipe;
  const large = side * window.devicePixelRatio > thumbnailSide;
  const { width, height } = picture ? sizeOf(picture) : { width: 0, height: 0 };
  const size = large && Math.max(width, height) > thumbnailSide;
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
    <div
      id={optionId}
      role="option"
      aria-selected={chosen}
      aria-posinset={place + 1}
      aria-setsize={total}
      aria-label={
        picture
          ? nameOption(picture, t) +
            marksInWords(picture, t) +
            (pinned ? t('gallery.pin.option') : '')
          : t('gallery.optionLoading')
      }
      data-picture={id}
      draggable
      onDragStart={(event) => onDrag(id, event)}
      onClick={(event) => onPress(id, event)}
      onDoubleClick={() => onOpen(id)}
      className={classNames(
        'group/cell relative overflow-hidden rounded-sm bg-sunk',
        pinned && !chosen && 'outline-2 outline-offset-1 outline-dashed outline-ink',
        chosen && 'outline-[3px] outline-offset-1 outline-ink',
        current &&
          'group-focus-visible/grid:outline-[3px] group-focus-visible/grid:outline-offset-1',
        current && !chosen && 'group-focus-visible/grid:outline-focus',
      )}
      style={{ width: side, height: side }}
    >
      <PictureImage
        pictureId={id}
        size={size ? 'full' : 'thumbnail'}
        alt=""
        className="size-full object-contain"
      />
      {recipe?.safety === 'blocked' ? <BlockedNotice small={side < 180} /> : null}
      {picture && side >= 120 ? (
        // Written by the stylesheet: it repeats a part of the option's name, which it must not contradict.
        <span
          aria-hidden
          data-caption={titleOf(picture)}
          className="figures pointer-events-none absolute inset-x-0 bottom-0 truncate bg-raised/94 py-1.5 pr-2 pl-[30px] text-xs text-ink opacity-0 transition-opacity duration-100 group-hover/cell:opacity-100 before:content-[attr(data-caption)]"
        />
      ) : null}
      {recipe ? (
        <ArmSeal
          arm={recipe.arm}
          // The broken outline has no ground of its own, and the picture under it may have any colour.
          className={classNames(
            'absolute bottom-1.5 left-1.5',
            recipe.arm === 'en-raw' && 'bg-raised',
          )}
        />
      ) : null}
      {picture ? <Marks picture={picture} side={side} /> : null}
      {stack > 1 ? (
        // The key S does the same for the picture that the keys are at.
        // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions
        <span
          data-testid="stack"
          title={t('gallery.unstack', { count: stack })}
          onClick={(event) => {
            event.stopPropagation();
            onUnstack(id);
          }}
          className="figures absolute top-1.5 left-1.5 flex h-5 cursor-pointer items-center gap-1 rounded-sm bg-raised/94 px-1 text-xs text-ink"
        >
          <Layers aria-hidden className="size-3" strokeWidth={1.8} />
          {stack}
        </span>
      ) : null}
      {pinned ? (
        <span className="absolute top-1.5 right-1/2 flex size-6 translate-x-1/2 items-center justify-center rounded-full bg-ink text-ground">
          <Pin aria-hidden className="size-3.5 fill-current" strokeWidth={1.8} />
        </span>
      ) : null}
      {chosen ? (
        <span className="absolute top-1.5 right-1.5 flex size-5 items-center justify-center rounded-full bg-ink text-ground">
          <Check aria-hidden className="size-3.5" strokeWidth={2.4} />
        </span>
      ) : null}
    </div>
  );
});

/** Stars, heart and, where it is the order, the score, small, over the lower right corner. */
function Marks({
  picture: { rating, favourite, score },
  side,
}: {
  picture: GalleryPicture;
  side: number;
}) {
  const scored = useGalleryView(({ order }) => order === 'score') ? score : null;
  if (rating === 0 && !favourite && scored === null) return null;
  const stars = rating === 0 ? '' : side >= 120 ? '★'.repeat(rating) : `★${rating}`;
  return (
    <span
      aria-hidden
      data-marks={[stars, scored?.toFixed(3) ?? ''].join(' ').trim()}
      className="pointer-events-none absolute right-1.5 bottom-1.5 flex h-5 items-center gap-1 rounded-sm bg-raised/94 px-1 text-xs text-ink before:content-[attr(data-marks)]"
    >
      {favourite ? <Heart className="size-3 fill-current" strokeWidth={0} /> : null}
    </span>
  );
}

function marksInWords({ rating, favourite }: GalleryPicture, t: TFunction): string {
  const stars = rating === 0 ? '' : t('gallery.optionStars', { count: rating });
  return stars + (favourite ? t('gallery.optionFavourite') : '');
}
