import { useQueries } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ImageOff } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ScoredSet, SetPair } from '../../electron/api/contract/cleaning.ts';
import { studioQuery } from '../api/studio.ts';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { formatNumber } from '../ui/format.ts';
import { useElementSize } from '../ui/use-element-size.ts';
import { AskAgain } from './ask-again.tsx';

interface PairListProps {
  set: ScoredSet;
  side: 'goes' | 'stays';
  /** How many pairs go: the place of the first that stays. */
  cut: number;
  onOpen(place: number): void;
}

/** Pairs are asked for in pages of so many. */
const pageSize = 24;
const margin = 16;
const gap = 12;
const wantedWidth = 132;
/** Score and two lines of caption, in CSS pixels. */
const wordsHeight = 56;

/** The pairs on one side of the threshold, those nearest to it first; only the rows in sight are there. */
export function PairList({ set, side, cut, onOpen }: PairListProps) {
  const { t, i18n } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const [measure, size] = useElementSize();
  const count = side === 'goes' ? cut : set.scores.length - cut;
  const inner = (size?.width ?? 0) - 2 * margin;
  const columns = Math.max(1, Math.floor((inner + gap) / (wantedWidth + gap)));
  const cell = Math.max(1, Math.floor((inner - (columns - 1) * gap) / columns));
  const rowHeight = cell + wordsHeight + gap;
  // oxlint-disable-next-line react/incompatible-library -- a rule of the React Compiler, which does not build this page
  const list = useVirtualizer({
    count: size ? Math.ceil(count / columns) : 0,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 1,
    paddingStart: 4,
    paddingEnd: margin,
  });
  useEffect(() => list.measure(), [rowHeight, list]);
  // Another threshold, and the nearest pictures are others.
  useEffect(() => list.scrollToOffset(0), [cut, list]);
  const rows = list.getVirtualItems();
  /** Place among all scores of the pair that is so far from the threshold. */
  const placeOf = (distance: number) => (side === 'goes' ? cut - 1 - distance : cut + distance);
  const inSight = rows.flatMap(({ index }) =>
    Array.from({ length: columns }, (_, column) => index * columns + column).filter(
      (distance) => distance < count,
    ),
  );
  const pages = [...new Set(inSight.map((one) => Math.floor(placeOf(one) / pageSize)))];
  const { pairs, error } = usePairs(set.id, pages);
  const title = t(`cleaning.${side}`);
  return (
    <section aria-label={title} className="flex min-h-0 min-w-0 flex-col">
      <h2 className="flex shrink-0 items-baseline gap-2 px-4 pt-3 pb-2 text-sm font-medium">
        {title}
        <span className="figures text-xs font-normal text-quiet">
          {formatNumber(count, i18n.language)}
        </span>
      </h2>
      {error === null ? null : (
        <ErrorNotice error={error} className="mx-4 mb-3" actions={<AskAgain />} />
      )}
      <div
        ref={(element) => {
          scroller.current = element;
          return measure(element);
        }}
        tabIndex={0}
        role="group"
        aria-label={title}
        className="min-h-0 grow overflow-y-auto"
      >
        <ul className="relative" style={{ height: list.getTotalSize() }}>
          {inSight.map((distance) => {
            const row = Math.floor(distance / columns);
            const column = distance % columns;
            const place = placeOf(distance);
            return (
              <li
                key={place}
                aria-posinset={distance + 1}
                aria-setsize={count}
                className="absolute top-0"
                style={{
                  width: cell,
                  left: margin + column * (cell + gap),
                  transform: `translateY(${4 + row * rowHeight}px)`,
                }}
              >
                <Pair
                  pair={pairs.get(place)}
                  place={place}
                  score={set.scores[place] ?? 0}
                  side={cell}
                  onOpen={onOpen}
                />
              </li>
            );
          })}
        </ul>
      </div>
    </section>
  );
}

interface PairProps {
  /** Undefined before it is here. */
  pair: SetPair | undefined;
  place: number;
  score: number;
  side: number;
  onOpen(place: number): void;
}

function Pair({ pair, place, score, side, onOpen }: PairProps) {
  const { t } = useTranslation();
  return (
    <figure>
      <button
        type="button"
        data-place={place}
        disabled={pair === undefined}
        onClick={() => onOpen(place)}
        className="flex w-full cursor-zoom-in items-center justify-center overflow-hidden rounded-md bg-sunk text-quiet"
        style={{ height: side }}
      >
        {pair?.thumbnail ? (
          <img
            src={pair.thumbnail}
            alt={pair.caption}
            decoding="async"
            draggable={false}
            className="size-full object-contain"
          />
        ) : pair ? (
          <span role="img" aria-label={t('common.pictureGone')} title={t('common.pictureGone')}>
            <ImageOff aria-hidden className="size-5" />
          </span>
        ) : null}
      </button>
      <figcaption title={pair && `${pair.caption}\n${pair.picture}`} className="mt-1 text-xs">
        <span className="figures block text-quiet">{score.toFixed(4)}</span>
        <span className="line-clamp-2 break-words">{pair?.caption}</span>
      </figcaption>
    </figure>
  );
}

/** The pairs of these pages by their places, as they arrive. */
function usePairs(setId: string, pages: readonly number[]) {
  return useQueries({
    queries: pages.map((page) =>
      studioQuery.cleaning.pairs.queryOptions({
        input: { setId, from: page * pageSize, count: pageSize },
        staleTime: Infinity,
      }),
    ),
    combine: (answers) => {
      const pairs = new Map<number, SetPair>();
      for (const [index, { data }] of answers.entries()) {
        const from = (pages[index] ?? 0) * pageSize;
        for (const [place, pair] of (data ?? []).entries()) pairs.set(from + place, pair);
      }
      return { pairs, error: answers.find(({ error }) => error !== null)?.error ?? null };
    },
  });
}
