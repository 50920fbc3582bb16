export interface GridLayout {
  readonly columns: number;
  /** Side of a square cell in CSS pixels. */
  readonly cell: number;
  readonly rows: number;
}

/** Between two cells, in CSS pixels. */
export const cellGap = 10;

/** As many columns of about `wanted` pixels as fit, widened so that they fill the width. */
export function layOutGrid(width: number, wanted: number, count: number): GridLayout {
  const columns = Math.max(1, Math.floor((width + cellGap) / (wanted + cellGap)));
  const cell = Math.max(1, Math.floor((width - (columns - 1) * cellGap) / columns));
  return { columns, cell, rows: Math.ceil(count / columns) };
}

export type GridStep =
  | 'left'
  | 'right'
  | 'up'
  | 'down'
  | 'page-up'
  | 'page-down'
  | 'first'
  | 'last';

/** The place that a key leads to, within 0 … count − 1; −1 in an empty grid. From nowhere, any key leads to the first. */
export function stepTo(
  from: number,
  step: GridStep,
  count: number,
  { columns }: GridLayout,
  rowsPerPage: number,
): number {
  if (count === 0) return -1;
  if (from < 0) return step === 'last' ? count - 1 : 0;
  const last = count - 1;
  const within = (place: number) => Math.min(last, Math.max(0, place));
  switch (step) {
    case 'left':
      return within(from - 1);
    case 'right':
      return within(from + 1);
    case 'up':
      return from - columns >= 0 ? from - columns : from;
    case 'down':
      // From the last full row into a shorter one: its last picture rather than none.
      return Math.floor(from / columns) < Math.floor(last / columns)
        ? within(from + columns)
        : from;
    case 'page-up':
      return within(from - columns * rowsPerPage);
    case 'page-down':
      return within(from + columns * rowsPerPage);
    case 'first':
      return 0;
    case 'last':
      return last;
  }
}

/** Records are asked for in pages of so many. */
export const pageSize = 60;

/**
 * The places from `start` to before `end`, whole pages, that hold `first` … `last`. Pages are counted from the oldest
 * picture (the end of the list): a new picture at the top then moves no page.
 */
export function pagesAround(
  first: number,
  last: number,
  count: number,
): { start: number; end: number } {
  if (count === 0 || last < first) return { start: 0, end: 0 };
  const fromEnd = (place: number) => count - 1 - place;
  const oldest = Math.floor(fromEnd(Math.min(last, count - 1)) / pageSize) * pageSize;
  const newest = (Math.floor(fromEnd(Math.max(0, first)) / pageSize) + 1) * pageSize;
  return { start: Math.max(0, count - newest), end: count - oldest };
}
