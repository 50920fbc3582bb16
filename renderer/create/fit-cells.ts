export interface CellLayout {
  /** Size of one picture, in CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** Arms side by side within a seed's group. */
  readonly armColumns: number;
}

export interface CellSpace {
  /** Room that the batch has, in CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** No picture is drawn wider or higher than this. */
  readonly largest: number;
}

/** Between two arms of a seed; between two seeds; the line under each picture. CSS pixels. */
export const gaps = { arm: 8, seed: 24, caption: 30 } as const;

/** Smallest picture that is still worth looking at; a batch that needs smaller ones scrolls instead. */
const smallest = 112;

/**
 * The largest cells with which the whole batch is in sight: groups of one seed each, wrapping like words, the arms of a
 * seed side by side (or in two rows where that makes them larger). `aspect` is width ÷ height.
 */
export function fitCells(
  seeds: number,
  arms: number,
  aspect: number,
  space: CellSpace,
): CellLayout {
  let best: CellLayout | null = null;
  for (const armColumns of new Set([arms, Math.ceil(arms / 2)])) {
    const armRows = Math.ceil(arms / armColumns);
    for (let groupColumns = 1; groupColumns <= seeds; groupColumns += 1) {
      const groupRows = Math.ceil(seeds / groupColumns);
      const gapsAcross =
        (groupColumns - 1) * gaps.seed + groupColumns * (armColumns - 1) * gaps.arm;
      const across = (space.width - gapsAcross) / (groupColumns * armColumns);
      const lines = groupRows * armRows;
      const down = (space.height - (groupRows - 1) * gaps.seed) / lines - gaps.caption;
      const width = Math.min(across, down * aspect, largestWidth(aspect, space.largest));
      if (best === null || width > best.width) best = cellOf(width, aspect, armColumns);
    }
  }
  if (best !== null && best.width >= smallest) return best;
  // What scrolls anyway fills its lines: as many groups as there is room for, as wide as that makes them.
  const armColumns = Math.min(arms, 2);
  const between = (armColumns - 1) * gaps.arm;
  const group = armColumns * Math.min(smallest, space.width) + between;
  const groups = Math.max(1, Math.floor((space.width + gaps.seed) / (group + gaps.seed)));
  const groupWidth = (space.width - (groups - 1) * gaps.seed) / groups;
  const wide = (groupWidth - between) / armColumns;
  return cellOf(Math.min(wide, largestWidth(aspect, space.largest)), aspect, armColumns);
}

function cellOf(width: number, aspect: number, armColumns: number): CellLayout {
  const whole = Math.floor(width);
  return { width: whole, height: Math.round(whole / aspect), armColumns };
}

function largestWidth(aspect: number, largest: number): number {
  return aspect >= 1 ? largest : largest * aspect;
}
