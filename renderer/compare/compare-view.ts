import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import type { ArmKind } from '../../electron/api/contract/arm.ts';

export const compareModes = ['side', 'slide', 'overlay', 'blink'] as const;
export type CompareMode = (typeof compareModes)[number];

/** How the user looks at pairs: kept from pair to pair, and on this machine. */
interface CompareView {
  readonly mode: CompareMode;
  /** The divider of the slide stands upright between left and right, or lies between top and bottom. */
  readonly divider: 'upright' | 'level';
  /** How much of the second picture covers the first, 0 … 1. */
  readonly opacity: number;
  /** Milliseconds that each picture is shown when they blink. */
  readonly interval: number;
  /** The two arms laid over each other; null for the usual two. */
  readonly pair: readonly [ArmKind, ArmKind] | null;
  /** Whether the details are open; null until somebody chose: then it depends on the width of the window. */
  readonly details: boolean | null;
}

export const useCompareView = create<CompareView>()(
  persist(
    (): CompareView => ({
      mode: 'side',
      divider: 'upright',
      opacity: 0.5,
      interval: 700,
      pair: null,
      details: null,
    }),
    { name: 'nishiki-compare', version: 1 },
  ),
);

export function changeCompareView(change: Partial<CompareView>): void {
  useCompareView.setState(change);
}
