import type { Size } from '../ui/viewport.ts';

/** How many panes lie side by side, and the size of each in whole CSS pixels. */
export interface PaneArrangement {
  readonly columns: number;
  readonly rows: number;
  readonly pane: Size;
}

/** Between two panes, in CSS pixels. */
export const paneGap = 12;
/** Under each pane: whose picture it is. */
export const captionHeight = 36;

/**
 * Divides the room for pictures into equal panes so that a whole picture is as large as can be. Panes are whole pixels
 * wide: half a pixel would shift one picture against the other.
 */
export function arrangePanes(count: number, space: Size, picture: Size): PaneArrangement {
  const options = Array.from({ length: count }, (_, i) => divide(count, i + 1, space));
  const scaleIn = ({ pane }: PaneArrangement) =>
    Math.min(pane.width / picture.width, pane.height / picture.height);
  return options.reduce((best, option) => (scaleIn(option) > scaleIn(best) ? option : best));
}

function divide(count: number, columns: number, space: Size): PaneArrangement {
  const rows = Math.ceil(count / columns);
  const width = Math.floor((space.width - (columns - 1) * paneGap) / columns);
  const height = Math.floor((space.height - (rows - 1) * paneGap) / rows) - captionHeight;
  return { columns, rows, pane: { width: Math.max(1, width), height: Math.max(1, height) } };
}
