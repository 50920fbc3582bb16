import { useVirtualizer } from '@tanstack/react-virtual';
import { ChevronDown, ChevronUp } from 'lucide-react';
import { useEffect, useId, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { goTo } from '../state/location.ts';
import { IconButton } from '../ui/button.tsx';
import { CompareLinks } from '../ui/compare-links.tsx';
import { formatNumber } from '../ui/format.ts';
import { SearchField } from '../ui/search-field.tsx';
import { useElementSize } from '../ui/use-element-size.ts';
import { ComparisonWords } from './comparison-words.tsx';
import { listItems, neighbourOf, rowAddress, rowKey } from './comparison-rows.ts';
import type { ListItem, SeedRow } from './comparison-rows.ts';
import { SeedRowOption } from './seed-row-option.tsx';

interface ComparisonListProps {
  /** Those that the search leaves. */
  rows: readonly SeedRow[];
  /** Older ones are not listed yet. */
  hasMore: boolean;
  /** The end of what is listed is near. */
  onEnd(): void;
  selected: SeedRow | null;
  search: string;
  onSearchChange(search: string): void;
}

const inset = 12;
const pictureGap = 4;
/** So many lines before the end older ones are asked for. */
const nearEnd = 12;
const wordsHeight = 72;
/** Of a row besides its pictures: the seed's line and the space around. */
const rowExtra = 32;

/** Every pair: a comparison's words, below them a row per seed with a small picture per arm. Newest first. */
export function ComparisonList({
  rows,
  hasMore,
  onEnd,
  selected,
  search,
  onSearchChange,
}: ComparisonListProps) {
  const { t, i18n } = useTranslation();
  const id = useId();
  const items = useMemo(() => listItems(rows), [rows]);
  const scroller = useRef<HTMLDivElement>(null);
  const [measure, size] = useElementSize();
  const inner = (size?.width ?? 0) - 2 * inset;
  // oxlint-disable-next-line react/incompatible-library -- a rule of the React Compiler, which does not build this page
  const list = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => itemHeight(items[index], inner),
    getItemKey: (index) => items[index]?.key ?? index,
    overscan: 4,
  });
  const selectedKey = selected ? rowKey(selected) : null;
  const selectedIndex = items.findIndex((item) => item.key === selectedKey);
  useEffect(() => list.measure(), [inner, list]);
  useEffect(() => {
    if (selectedIndex >= 0 && inner > 0) list.scrollToIndex(selectedIndex, { align: 'auto' });
  }, [selectedIndex, inner, list]);
  const places = list.getVirtualItems();
  const lastPlace = places.at(-1)?.index ?? -1;
  const isNearEnd = lastPlace >= items.length - nearEnd;
  useEffect(() => {
    if (isNearEnd) onEnd();
  }, [isNearEnd, onEnd]);
  const step = (by: number) => {
    const next = neighbourOf(rows, selected, by);
    if (next) goTo(rowAddress(next), { replace: true });
  };
  return (
    <div className="flex h-full w-[148px] shrink-0 flex-col border-r border-line min-[1200px]:w-[184px]">
      <div className="flex h-12 shrink-0 items-center gap-1 border-b border-line pr-1.5 pl-3">
        <h1 className="truncate font-mincho text-base min-[1200px]:text-lg">
          {t('frame.rooms.compare')}
        </h1>
        <span
          className="figures text-xs text-quiet max-[1199px]:hidden"
          title={hasMore ? undefined : t('compare.count', { count: rows.length })}
        >
          {formatNumber(rows.length, i18n.language)}
          {hasMore ? '+' : null}
        </span>
        <IconButton
          size="small"
          className="ml-auto"
          label={t('compare.previous')}
          icon={<ChevronUp aria-hidden className="size-4" />}
          onClick={() => step(-1)}
        />
        <IconButton
          size="small"
          label={t('compare.next')}
          icon={<ChevronDown aria-hidden className="size-4" />}
          onClick={() => step(1)}
        />
      </div>
      <div className="shrink-0 border-b border-line p-1.5">
        <SearchField
          label={t('compare.search')}
          placeholder={t('compare.searchPlaceholder')}
          value={search}
          onValueChange={onSearchChange}
        />
      </div>
      {rows.length === 0 ? (
        <p role="status" className="px-3 py-4 text-sm text-quiet">
          {t('history.noMatch', { search })}
        </p>
      ) : null}
      <div
        ref={(element) => {
          scroller.current = element;
          return measure(element);
        }}
        role="listbox"
        aria-label={t('compare.list')}
        aria-activedescendant={selectedKey === null ? undefined : `${id}-${selectedKey}`}
        tabIndex={0}
        className="group/list min-h-0 grow overflow-y-auto outline-none"
      >
        <div role="presentation" className="relative" style={{ height: list.getTotalSize() }}>
          {inner <= 0
            ? null
            : places.map((place) => {
                const item = items[place.index];
                if (!item) return null;
                return (
                  <div
                    key={place.key}
                    role="presentation"
                    className="absolute inset-x-0 top-0"
                    style={{ height: place.size, transform: `translateY(${place.start}px)` }}
                  >
                    {item.type === 'words' ? (
                      <ComparisonWords comparison={item.comparison} />
                    ) : (
                      <SeedRowOption
                        id={`${id}-${item.key}`}
                        row={item.row}
                        selected={item.key === selectedKey}
                        position={rows.indexOf(item.row) + 1}
                        total={hasMore ? -1 : rows.length}
                        pictureWidth={pictureWidth(item.row, inner)}
                        pictureHeight={pictureHeight(item.row, inner)}
                      />
                    )}
                  </div>
                );
              })}
        </div>
      </div>
      <div className="shrink-0 border-t border-line p-1.5">
        <CompareLinks look="column" />
      </div>
    </div>
  );
}

function itemHeight(item: ListItem | undefined, inner: number): number {
  if (!item) return 0;
  return item.type === 'words' ? wordsHeight : pictureHeight(item.row, inner) + rowExtra;
}

function pictureWidth({ comparison }: SeedRow, inner: number): number {
  const arms = comparison.arms.length;
  return Math.floor((inner - (arms - 1) * pictureGap) / arms);
}

/** Tall pictures are cut no shorter than 3 : 2, so that a row stays a row. */
function pictureHeight(row: SeedRow, inner: number): number {
  const { width, height } = row.comparison.settings;
  return Math.round(pictureWidth(row, inner) * Math.min(1.5, height / width));
}
