import { create } from 'zustand';
import type { ArmKind } from '../../electron/api/contract/arm.ts';
import type { GridParameter } from '../../electron/api/contract/grid-axis.ts';

/** An axis as it is being written. */
export interface AxisDraft {
  readonly parameter: GridParameter | 'none';
  readonly text: string;
}

/** What is written in the form of a grid. It outlives the room, and lasts as long as the page. */
interface GridDraft {
  /** Null for the desk's first arm. */
  readonly kind: ArmKind | null;
  /** Null for the desk's prompt. */
  readonly prompt: string | null;
  readonly seed: string;
  /** x, y, z. */
  readonly axes: readonly AxisDraft[];
}

export const useGridDraft = create<GridDraft>()(() => ({
  kind: null,
  prompt: null,
  seed: '42',
  axes: [
    { parameter: 'seed', text: '1..4' },
    { parameter: 'guidance', text: '2, 4, .., 8' },
    { parameter: 'none', text: '' },
  ],
}));

export function changeGridDraft(change: Partial<GridDraft>): void {
  useGridDraft.setState(change);
}

export function changeAxis(index: number, change: Partial<AxisDraft>): void {
  useGridDraft.setState(({ axes }) => ({
    axes: axes.map((axis, i) => (i === index ? { ...axis, ...change } : axis)),
  }));
}
