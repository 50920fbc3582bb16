import { create } from 'zustand';

/** How grids are looked at; lasts as long as the page. */
interface GridView {
  /** Width of a picture in CSS pixels; null for as large as lets the whole table be in sight. */
  readonly side: number | null;
}

export const useGridView = create<GridView>()(() => ({ side: null }));

export const smallestSide = 64;
export const largestSide = 512;

interface TableSpace {
  /** Of the pictures with all gaps, without the names; CSS pixels. */
  readonly width: number;
  readonly height: number;
}

/** Between two pictures, in CSS pixels. */
export const tableGap = 4;

/** The widest pictures with which the whole table is in sight. `aspect` is width ÷ height. */
export function fitTable(
  columns: number,
  rows: number,
  aspect: number,
  { width, height }: TableSpace,
): number {
  const across = (width - (columns - 1) * tableGap) / columns;
  const down = ((height - (rows - 1) * tableGap) / rows) * aspect;
  return Math.floor(Math.min(largestSide, Math.max(smallestSide, Math.min(across, down))));
}
