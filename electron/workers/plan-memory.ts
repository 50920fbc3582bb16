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
  room: MemoryRoom,
): MemoryPlan {
  const { capacityBytes, lentBytes } = room;
  const alone = capacityBytes - lentBytes;
  const { usual, small } = needs;
  if (fitsBesideOthers(needs, room)) {
    return { fits: true, footprint: 'usual', keepOthers: true };
  }
  if (totalOf(usual) <= alone) return { fits: true, footprint: 'usual', keepOthers: false };
  if (small.ownBytes <= alone) return { fits: true, footprint: 'small', keepOthers: false };
  return { fits: false, neededBytes: small.ownBytes, availableBytes: Math.max(0, alone) };
}

/**
 * Whether nothing has to be let go of. Several pictures go through the UNet at once only then: neither another model nor the
 * usual footprint is given up for that.
 */
export function fitsBesideOthers(
  { usual }: Readonly<Pick<Record<Footprint, MemoryNeed>, 'usual'>>,
  { capacityBytes, idleBytes, lentBytes }: MemoryRoom,
): boolean {
  return totalOf(usual) <= capacityBytes - lentBytes - idleBytes;
}

function totalOf({ ownBytes, mappedBytes }: MemoryNeed): number {
  return ownBytes + mappedBytes;
}
