import type { Footprint, MemoryNeed } from '../../native-models/pipelines/predict-memory.ts';

/** What there is for a picture, in bytes. */
export interface MemoryRoom {
  /** What the worker may take for everything: what is available, and what it holds already. */
  readonly capacityBytes: number;
  /** Other models that the worker keeps and could let go of. */
  readonly idleBytes: number;
  /** Models of pictures that wait between two steps. */
  readonly lentBytes: number;
}

export type MemoryPlan =
  | { readonly fits: true; readonly footprint: Footprint; readonly keepOthers: boolean }
  /** Not even the small footprint fits. */
  | { readonly fits: false; readonly neededBytes: number; readonly availableBytes: number };

/**
 * How a picture is made within the memory there is: as usual; after letting go of other models; with a small footprint;
 * or not at all. Mapped weights that do not fit are read from the disk again at every step, which is slow and still
 * better than nothing: only what is the process's own must fit.
 */
export function planMemory(
  needs: Readonly<Record<Footprint, MemoryNeed>>,
  { capacityBytes, idleBytes, lentBytes }: MemoryRoom,
): MemoryPlan {
  const alone = capacityBytes - lentBytes;
  const { usual, small } = needs;
  if (totalOf(usual) <= alone - idleBytes) {
    return { fits: true, footprint: 'usual', keepOthers: true };
  }
  if (totalOf(usual) <= alone) return { fits: true, footprint: 'usual', keepOthers: false };
  if (small.ownBytes <= alone) return { fits: true, footprint: 'small', keepOthers: false };
  return { fits: false, neededBytes: small.ownBytes, availableBytes: Math.max(0, alone) };
}

function totalOf({ ownBytes, mappedBytes }: MemoryNeed): number {
  return ownBytes + mappedBytes;
}
