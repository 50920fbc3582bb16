import { Eye, Grid2x2, Grid3x3, Layers, PanelLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../ui/button.tsx';
import { boxLook } from '../ui/field.tsx';
import { classNames } from '../ui/class-names.ts';
import { formatNumber } from '../ui/format.ts';
import { RoomHeader } from '../ui/room-header.tsx';
import { SearchField } from '../ui/search-field.tsx';
import { Slider } from '../ui/slider.tsx';
import { ArmFilter } from './arm-filter.tsx';
import { ImportMenu } from './import-menu.tsx';
import { changeGalleryView, largestCell, smallestCell, useGalleryView } from './gallery-view.ts';

interface GalleryHeaderProps {
  /** Pictures that match; null before they are known. */
  shown: number | null;
  /** Pictures in the gallery; null where it is not known or nothing is filtered. */
  total: number | null;
  onComposingChange(composing: boolean): void;
  /** What can be done with the selection; at the right of the filter, in place of the order. */
  children: ReactNode;
}

/** Search, size and filter of the gallery. The line of the filter is always there, so that selecting moves nothing. */
export function GalleryHeader({ shown, total, onComposingChange, children }: GalleryHeaderProps) {
  const { t, i18n } = useTranslation();
  const { search, cellSize, panelOpen, byMeaning } = useGalleryView();
  const number = shown === null ? '' : formatNumber(shown, i18n.language);
  return (
    <>
      <RoomHeader
        title={t('frame.rooms.gallery')}
        note={
          shown === null ? null : (
            <span className="figures" role="status">
              {total === null || total === shown
                ? t('gallery.count', { count: shown, number })
                : t('gallery.countOf', { number, total: formatNumber(total, i18n.language) })}
            </span>
          )
        }
      >
        <div
          onCompositionStart={() => onComposingChange(true)}
          onCompositionEnd={() => onComposingChange(false)}
        >
          <SearchField
            label={t('gallery.searchLabel')}
            placeholder={t(byMeaning ? 'gallery.meaning.placeholder' : 'gallery.searchPlaceholder')}
            value={search}
            onValueChange={(value) => changeGalleryView({ search: value })}
            className="w-72 max-[1100px]:w-56"
          />
        </div>
        <IconButton
          label={t('gallery.meaning.title')}
          aria-pressed={byMeaning}
          className={byMeaning ? 'bg-ink/8' : 'text-quiet'}
          icon={<Eye aria-hidden className="size-4" strokeWidth={byMeaning ? 2 : 1.6} />}
          onClick={() => changeGalleryView({ byMeaning: !byMeaning })}
        />
        <div className="ml-3 flex items-center gap-2 text-quiet">
          <Grid3x3 aria-hidden className="size-4" strokeWidth={1.6} />
          <Slider
            label={t('gallery.size')}
            value={cellSize}
            onValueChange={(value) => changeGalleryView({ cellSize: value })}
            min={smallestCell}
            max={largestCell}
            step={4}
            className="w-28"
          />
          <Grid2x2 aria-hidden className="size-4" strokeWidth={1.6} />
        </div>
      </RoomHeader>
      <div className="flex min-h-11 shrink-0 items-center justify-between gap-4 border-b border-line px-6 py-1.5">
        {/* On one line beside the selection's buttons too: a second one would push the pictures down. */}
        <div className="flex min-w-0 items-center gap-3 overflow-x-auto">
          <IconButton
            size="small"
            label={panelOpen ? t('gallery.closePanel') : t('gallery.openPanel')}
            aria-expanded={panelOpen}
            className="shrink-0"
            icon={<PanelLeft aria-hidden className="size-4" strokeWidth={1.6} />}
            onClick={() => changeGalleryView({ panelOpen: !panelOpen })}
          />
          <ArmFilter />
        </div>
        {children ?? (
          <div className="flex shrink-0 items-center gap-1.5">
            <ImportMenu />
            <OrderChoice />
          </div>
        )}
      </div>
    </>
  );
}

const orders = ['newest', 'oldest', 'rating', 'score'] as const;

/** In which order, and whether a batch is one cell. */
function OrderChoice() {
  const { t } = useTranslation();
  const { order, stacked, byMeaning, search } = useGalleryView();
  const isByMeaning = byMeaning && search.trim() !== '';
  return (
    <div className="flex items-center gap-1.5">
      <IconButton
        size="small"
        label={t('gallery.stacked')}
        aria-pressed={stacked}
        className={stacked ? 'bg-ink/8' : ''}
        icon={<Layers aria-hidden className="size-4" strokeWidth={stacked ? 2 : 1.6} />}
        onClick={() => changeGalleryView({ stacked: !stacked })}
      />
      {/* Pictures that are searched by meaning have an order of their own, which the note above them says. */}
      {isByMeaning ? null : (
        <select
          aria-label={t('gallery.order.label')}
          value={order}
          onChange={(event) => {
            const chosen = orders.find((value) => value === event.target.value);
            if (chosen) changeGalleryView({ order: chosen });
          }}
          className={classNames(boxLook, 'styled-select h-7 w-auto px-2 text-sm')}
        >
          {orders.map((value) => (
            <option key={value} value={value}>
              {t(`gallery.order.${value}`)}
            </option>
          ))}
        </select>
      )}
    </div>
  );
}
