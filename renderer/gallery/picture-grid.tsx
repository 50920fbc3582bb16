import { useVirtualizer } from '@tanstack/react-virtual';
import type { DragEvent, KeyboardEvent, MouseEvent, RefObject } from 'react';
import { useCallback, useEffect, useId, useImperativeHandle, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { Button } from '../ui/button.tsx';
import { isComposing } from '../ui/keys.ts';
import { dragOut } from '../ui/picture-drag.ts';
import { useElementSize } from '../ui/use-element-size.ts';
import { useGalleryView } from './gallery-view.ts';
import { pinPicture } from './compare-acts.ts';
import { readGridKey } from './grid-keys.ts';
import type { GridAct } from './grid-keys.ts';
import { cellGap, layOutGrid, pagesAround, stepTo } from './grid-layout.ts';
import { PictureCell } from './picture-cell.tsx';
import { loadRecords, recordOf, usePictureRecords } from './picture-records.ts';
import {
  actedOn,
  chooseAll,
  chooseNone,
  chooseOnly,
  extendTo,
  toggleOne,
  walkTo,
} from './selection.ts';
import type { Selection } from './selection.ts';
import { useKeptPlace } from './use-kept-place.ts';

export interface GridHandle {
  /** Takes the keys back, with the cursor in view. */
  focus(): void;
}

interface PictureGridProps {
  ids: readonly string[];
  selection: Selection;
  onSelectionChange(change: (before: Selection) => Selection): void;
  onOpen(id: string): void;
  /** Everything else that a key asks for. */
  onAct(act: GridAct): void;
  /** How many pictures each id stands for, where batches are stacked. */
  stackSizes: readonly number[];
  onUnstack(id: string): void;
  handle: RefObject<GridHandle | null>;
}

const margin = 24;

/**
 * All pictures as one list that scrolls; only the rows in sight are there. The list has the focus, the cursor moves by
 * `aria-activedescendant`, so that a row which scrolls away takes no focus with it.
 */
export function PictureGrid(props: PictureGridProps) {
  const { ids, selection, onSelectionChange, onOpen, onAct, stackSizes, onUnstack, handle } = props;
  const { t } = useTranslation();
  const id = useId();
  const wanted = useGalleryView((view) => view.cellSize);
  const scroller = useRef<HTMLDivElement>(null);
  const [measure, size] = useElementSize();
  const layout = layOutGrid((size?.width ?? 0) - 2 * margin, wanted, ids.length);
  const { columns, cell, rows } = layout;
  const rowHeight = cell + cellGap;
  // oxlint-disable-next-line react/incompatible-library -- a rule of the React Compiler, which does not build this page
  const grid = useVirtualizer({
    count: size ? rows : 0,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 3,
    paddingStart: 16,
    paddingEnd: 16,
  });
  useEffect(() => grid.measure(), [rowHeight, grid]);

  const inSight = grid.getVirtualItems();
  const { start, end } = pagesAround(
    (inSight[0]?.index ?? 0) * columns,
    ((inSight.at(-1)?.index ?? -1) + 1) * columns - 1,
    ids.length,
  );
  const page = useMemo(() => ids.slice(start, end), [ids, start, end]);
  const { records, error } = usePictureRecords(page);
  useKeptPlace(scroller, ids, { columns, rowHeight });

  const cursorPlace = selection.cursor === null ? -1 : ids.indexOf(selection.cursor);
  const showPlace = (place: number) => {
    if (place >= 0) grid.scrollToIndex(Math.floor(place / columns), { align: 'auto' });
  };
  useImperativeHandle(handle, () => ({
    focus() {
      scroller.current?.focus({ preventScroll: true });
      showPlace(cursorPlace);
    },
  }));

  // Whoever came by a key, which leaves the focus on the whole room, goes on by keys.
  useEffect(() => {
    if (document.activeElement?.id === 'room') scroller.current?.focus({ preventScroll: true });
  }, []);

  const press = useCallback(
    (pressed: string, event: MouseEvent) => {
      if (event.altKey) {
        pinPicture(pressed);
        return;
      }
      onSelectionChange((before) => {
        if (event.shiftKey) return extendTo(before, pressed, ids);
        if (event.ctrlKey || event.metaKey) return toggleOne(before, pressed);
        return chooseOnly(pressed);
      });
    },
    [ids, onSelectionChange],
  );
  const latest = useRef({ selection, ids });
  useEffect(() => {
    latest.current = { selection, ids };
  });
  const drag = useCallback((dragged: string, event: DragEvent) => {
    const { selection: now, ids: all } = latest.current;
    const together = now.chosen.has(dragged) ? actedOn(now, all) : [dragged];
    const files = [dragged, ...together.filter((other) => other !== dragged)];
    dragOut(
      files.map((file) => ({ id: file, fileName: recordOf(file)?.fileName ?? `${file}.png` })),
    ).onDragStart(event);
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event.nativeEvent)) return;
    const act = readGridKey(event);
    if (!act) return;
    event.preventDefault();
    if (act.type === 'move') {
      const perPage = Math.max(1, Math.floor((size?.height ?? 0) / rowHeight));
      const place = stepTo(cursorPlace, act.step, ids.length, layout, perPage);
      const target = ids[place];
      if (target === undefined) return;
      onSelectionChange((before) =>
        act.how === 'extend'
          ? extendTo(before, target, ids)
          : act.how === 'walk'
            ? walkTo(before, target)
            : chooseOnly(target),
      );
      showPlace(place);
      return;
    }
    const { cursor } = selection;
    if (act.type === 'open' && cursor !== null) onOpen(cursor);
    else if (act.type === 'toggle' && cursor !== null) {
      onSelectionChange((before) => toggleOne(before, cursor));
    } else if (act.type === 'all') onSelectionChange((before) => chooseAll(before, ids));
    else if (act.type === 'none') onSelectionChange(chooseNone);
    else onAct(act);
  };

  return (
    <div className="relative min-h-0 grow">
      <div
        ref={(element) => {
          scroller.current = element;
          return measure(element);
        }}
        role="listbox"
        aria-label={t('gallery.list')}
        aria-multiselectable
        aria-activedescendant={selection.cursor === null ? undefined : `${id}-${selection.cursor}`}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onFocus={() => {
          // Keys begin somewhere: at the top left picture, not yet selected.
          const first = ids[0];
          if (selection.cursor === null && first !== undefined) {
            onSelectionChange((before) =>
              before.cursor === null ? walkTo(before, first) : before,
            );
          }
        }}
        onClick={(event) => {
          if (event.target instanceof Element && !event.target.closest('[role=option]')) {
            onSelectionChange(chooseNone);
          }
        }}
        className="group/grid h-full overflow-y-auto outline-none"
        data-testid="grid"
      >
        <div role="presentation" className="relative" style={{ height: grid.getTotalSize() }}>
          {inSight.map((row) => (
            <div
              key={row.key}
              role="presentation"
              className="absolute top-0 flex"
              style={{ left: margin, gap: cellGap, transform: `translateY(${row.start}px)` }}
            >
              {ids
                .slice(row.index * columns, (row.index + 1) * columns)
                .map((pictureId, column) => (
                  <PictureCell
                    key={pictureId}
                    id={pictureId}
                    optionId={`${id}-${pictureId}`}
                    picture={records.get(pictureId) ?? null}
                    side={cell}
                    place={row.index * columns + column}
                    total={ids.length}
                    stack={stackSizes[row.index * columns + column] ?? 1}
                    onUnstack={onUnstack}
                    chosen={selection.chosen.has(pictureId)}
                    current={selection.cursor === pictureId}
                    onPress={press}
                    onOpen={onOpen}
                    onDrag={drag}
                  />
                ))}
            </div>
          ))}
        </div>
      </div>
      {error === null ? null : (
        <ErrorNotice
          error={error}
          className="absolute inset-x-6 bottom-4 shadow-raised"
          actions={
            <Button size="small" onClick={() => void loadRecords(page)}>
              {t('common.tryAgain')}
            </Button>
          }
        />
      )}
    </div>
  );
}
