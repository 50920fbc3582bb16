import { create } from 'zustand';
import { persist } from 'zustand/middleware';

/** In the order of their keys, 1 … 7. */
export const compareModes = [
  'side',
  'slide',
  'overlay',
  'blink',
  'difference',
  'lens',
  'all',
] as const;
export type CompareMode = (typeof compareModes)[number];

/** How the user looks at pairs: kept from pair to pair, and on this machine. */
interface CompareView {
  /** Null until somebody chose: then all arms where there are three or more, else side by side. */
  readonly mode: CompareMode | null;
  /** The divider of the slide stands upright between left and right, or lies between top and bottom. */
  readonly divider: 'upright' | 'level';
  /** How much of the second picture covers the first, 0 … 1. */
  readonly opacity: number;
  /** Milliseconds that each picture is shown when they blink. */
  readonly interval: number;
  /** By how much differences are amplified, 1 … 16. */
  readonly gain: number;
  /** Diameter of the lens in CSS pixels. */
  readonly lens: number;
  /** How much larger things are in the lens. */
  readonly magnification: 1 | 2 | 4;
  /** Keys of the two arms laid over each other (`armKeys`); null for the usual two. */
  readonly pair: readonly [string, string] | null;
  /** Whether the details are open; null until somebody chose: then it depends on the width of the window. */
  readonly details: boolean | null;
}

const initialView: CompareView = {
  mode: null,
  divider: 'upright',
  opacity: 0.5,
  interval: 700,
  gain: 2,
  lens: 220,
  magnification: 1,
  pair: null,
  details: null,
};

export const useCompareView = create<CompareView>()(
  persist(() => initialView, {
    name: 'nishiki-compare',
    version: 2,
    // Version 1 had no lens and no heat map; what it knew is kept.
    migrate: (kept) => ({ ...initialView, ...(kept as Partial<CompareView>) }),
  }),
);

export function changeCompareView(change: Partial<CompareView>): void {
  useCompareView.setState(change);
}

/** The mode that is shown for so many arms. */
export function shownMode(mode: CompareMode | null, arms: number): CompareMode {
  return mode ?? (arms > 2 ? 'all' : 'side');
}
