import type { Cell } from '../api/contract/recipe.ts';
import type { PrintSlot } from '../workers/worker-pool.ts';
import { chooseWork } from './choose-work.ts';
import type { WaitingWork } from './choose-work.ts';
import type { OpenJob } from './open-job.ts';
import { choosePace, learnPace, nothingKnown } from './print-paces.ts';
import type { KnownPaces, Pace } from './print-paces.ts';

/** The next pictures and the place for them. */
export interface NextWork {
  readonly job: OpenJob;
  /** One, or several of one arm that are made at once. */
  readonly cells: readonly Cell[];
  readonly slot: PrintSlot;
}

/**
 * How many of a job's pictures a place makes at once, by what earlier pictures of the kind took there. Those of
 * comparisons are made one by one, so that a row appears together; so are those that begin from a picture, and those in
 * 8-bit integers, whose scale for all that goes through a network at once would follow from the other pictures too.
 */
export function createCellChoice() {
  const paces = new WeakMap<PrintSlot, Map<string, KnownPaces>>();

  /** @param free places that are free, this one included: no group leaves them idle */
  function choose(
    job: OpenJob,
    cells: readonly Cell[],
    cell: Cell,
    slot: PrintSlot,
    free: number,
  ): readonly Cell[] {
    if (!slot.takesSeveral || !mayShare(job)) return [cell];
    const known = paces.get(slot)?.get(kindOf(job)) ?? nothingKnown;
    const count = choosePace(known, Math.floor(cells.length / free));
    const at = cells.indexOf(cell);
    return cells.slice(at, at + count);
  }

  return {
    /** As `chooseWork`, with the cells that are made together with the one that it chooses. */
    next(
      waiting: readonly WaitingWork<OpenJob>[],
      free: readonly PrintSlot[],
      lookAhead: number,
    ): NextWork | null {
      const work = chooseWork(waiting, free, lookAhead);
      if (work === null) return null;
      const { job, cell, worker: slot } = work;
      const own = waiting.find((one) => one.job === job)?.cells ?? [];
      const cells = own.map((one) => one.cell);
      return { job, slot, cells: choose(job, cells, cell, slot, free.length) };
    },

    learn(job: OpenJob, slot: PrintSlot, pace: Pace): void {
      const kinds = paces.get(slot) ?? new Map<string, KnownPaces>();
      const kind = kindOf(job);
      kinds.set(kind, learnPace(kinds.get(kind) ?? nothingKnown, pace));
      paces.set(slot, kinds);
    },
  };
}

function mayShare({ job, footprint, oneByOne }: OpenJob): boolean {
  return (
    job.arms.length === 1 &&
    job.settings.initImage === undefined &&
    !job.settings.int8 &&
    footprint === 'usual' &&
    !oneByOne
  );
}

/** All that a step's time depends on. */
function kindOf({ job }: OpenJob): string {
  const { width, height, guidance, deepCache } = job.settings;
  const { modelId } = job.arms[0] ?? {};
  return JSON.stringify([modelId, width, height, guidance > 1, deepCache]);
}
