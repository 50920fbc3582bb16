import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState } from 'react';
import type { KeyboardEvent, RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import type { QueueEntry } from '../../electron/api/contract/queue.ts';
import { OpenRow } from './open-row.tsx';
import { chooseByKey } from './queue-keys.ts';
import type { QueueAct } from './queue-keys.ts';
import type { Carrying } from './use-carrying.ts';

interface OpenListProps {
  list: RefObject<HTMLUListElement | null>;
  entries: readonly QueueEntry[];
  selected: ReadonlySet<string>;
  carrying: Carrying;
  /** `range`: all from the one selected last to this one. */
  onSelect(id: string, range: boolean): void;
  onMove(id: string, by: -1 | 1): void;
  onCancel(id: string): void;
}

/** Of a row that prints nothing and is not being edited, in CSS pixels. */
const usualHeight = 36;

/**
 * The jobs that run or wait. Of a night's hundreds only the rows in sight are there, and the one that the keys or the
 * pointer are at, which would lose them.
 */
export function OpenList(props: OpenListProps) {
  const { list, entries, selected, carrying, onSelect, onMove, onCancel } = props;
  const { t } = useTranslation();
  const [active, setActive] = useState<string | null>(null);
  const awaited = useRef<string | null>(null);
  const activePlace = entries.findIndex(({ job }) => job.id === active);
  // oxlint-disable-next-line react/incompatible-library -- a rule of the React Compiler, which does not build this page
  const rows = useVirtualizer({
    count: entries.length,
    getScrollElement: () => list.current?.parentElement ?? null,
    estimateSize: () => usualHeight,
    getItemKey: (place) => entries[place]?.job.id ?? place,
    overscan: 6,
    rangeExtractor: (range) => {
      const places = defaultRangeExtractor(range);
      if (activePlace < 0 || places.includes(activePlace)) return places;
      return [...places, activePlace].toSorted((a, b) => a - b);
    },
  });

  // A row that was out of sight can take the keys only once it is there.
  useEffect(() => {
    if (awaited.current === null) return;
    const row = list.current?.querySelector<HTMLElement>(`[data-job="${awaited.current}"]`);
    if (!row) return;
    awaited.current = null;
    row.focus();
  });
  const focusRow = (place: number) => {
    const next = entries[place];
    if (!next) return;
    awaited.current = next.job.id;
    setActive(next.job.id);
    rows.scrollToIndex(place, { align: 'auto' });
  };

  const act = (asked: QueueAct, id: string, place: number) => {
    if (asked === 'previous') focusRow(place - 1);
    else if (asked === 'next') focusRow(place + 1);
    else if (asked === 'select') onSelect(id, false);
    else if (asked === 'cancel') onCancel(id);
    else onMove(id, asked === 'up' ? -1 : 1);
  };
  const onKeyDown = (event: KeyboardEvent, id: string, place: number) => {
    const asked = chooseByKey(event);
    if (asked === null) return;
    event.preventDefault();
    act(asked, id, place);
  };
  const last = entries.length - 1;
  const dropLineAt = (id: string, place: number) => {
    if (carrying.carried === null) return null;
    if (carrying.before === id) return 'above';
    return carrying.before === null && place === last ? 'below' : null;
  };

  return (
    <ul
      ref={list}
      aria-label={t('queue.list')}
      className="relative"
      style={{ height: rows.getTotalSize() }}
    >
      {rows.getVirtualItems().map(({ index: place, start }) => {
        const entry = entries[place];
        if (!entry) return null;
        const { id } = entry.job;
        return (
          <li
            key={id}
            ref={rows.measureElement}
            data-index={place}
            aria-posinset={place + 1}
            aria-setsize={entries.length}
            className="absolute inset-x-0 top-0"
            style={{ transform: `translateY(${start}px)` }}
            onFocusCapture={() => setActive(id)}
            onPointerDownCapture={() => setActive(id)}
          >
            <OpenRow
              entry={entry}
              isSelected={selected.has(id)}
              isFirst={place === 0}
              isLast={place === last}
              grip={carrying.grip(id)}
              dropLine={dropLineAt(id, place)}
              onKeyDown={(event) => onKeyDown(event, id, place)}
              onSelect={(range) => onSelect(id, range)}
              onMove={(by) => onMove(id, by)}
              onCancel={() => onCancel(id)}
            />
          </li>
        );
      })}
    </ul>
  );
}
