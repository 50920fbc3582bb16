import { ownVae } from '../api/contract/arm.ts';
import type { Cell } from '../api/contract/recipe.ts';
import type { Tables } from '../database/tables.ts';
import type { PrintSlot } from '../workers/worker-pool.ts';
import { chooseWork } from './choose-work.ts';
import type { WaitingWork } from './choose-work.ts';
import type { createKnownPaces } from './known-paces.ts';
import type { OpenJob } from './open-job.ts';
import { choosePace, isUntried } from './print-paces.ts';
import type { Pace } from './print-paces.ts';
import type { SettingsService } from './settings.ts';

/** The next pictures and the place for them. */
export interface NextWork {
  readonly job: OpenJob;
  /** One, or several of one arm that are made at once. */
  readonly cells: readonly Cell[];
  readonly slot: PrintSlot;
}

export interface CellChoiceOptions {
  readonly paces: KnownPaces;
  readonly models: Pick<Tables['models'], 'get'>;
  readonly settings: Pick<SettingsService, 'read'>;
}

type KnownPaces = Pick<ReturnType<typeof createKnownPaces>, 'get' | 'isRefused' | 'learn'>;

/**
 * How many of a job's pictures a place makes at once, by what earlier pictures of the kind took there. Those of
 * comparisons are made one by one, so that a row appears together; so are those that begin from a picture or are drawn
 * over, and those in 8-bit integers, whose scale for all that goes through a network at once would follow from the other
 * pictures too.
 */
export function createCellChoice({ paces, models, settings }: CellChoiceOptions) {
  /** All that a step's time depends on; null where its pictures are made one by one, or the model is gone. */
  function kindOf(entry: OpenJob): string | null {
    if (!mayShare(entry)) return null;
    const { arms, settings: wanted } = entry.job;
    const [arm] = arms;
    const model = arm && models.get(arm.modelId);
    if (!arm || !model) return null;
    const { width, height, guidance, deepCache = null } = wanted;
    // TAESD draws previews, which count for their steps, and may come in the place of the VAE.
    const hasTaesd =
      settings.read().previewTaesd !== null || (arm.vae !== undefined && arm.vae !== ownVae);
    return JSON.stringify([model.fingerprint, width, height, guidance > 1, deepCache, hasTaesd]);
  }

  /** @param free places that are free, this one included: no group leaves them idle */
  function choose(
    job: OpenJob,
    cells: readonly Cell[],
    cell: Cell,
    slot: PrintSlot,
    free: number,
  ): readonly Cell[] {
    const waiting = Math.floor(cells.length / free);
    const kind = waiting > 1 ? kindOf(job) : null;
    if (kind === null || paces.isRefused(slot, kind)) return [cell];
    const count = choosePace(paces.get(slot, kind), waiting);
    const at = cells.indexOf(cell);
    return cells.slice(at, at + count);
  }

  return {
    /** As `chooseWork`, with the cells that are made together with the one that it chooses. */
    next(
      first: WaitingWork<OpenJob> | null,
      free: readonly PrintSlot[],
      lookAhead: number,
    ): NextWork | null {
      const work = chooseWork(first, free, lookAhead);
      if (first === null || work === null) return null;
      const { job, cell, worker: slot } = work;
      const cells = first.cells.map((one) => one.cell);
      return { job, slot, cells: choose(job, cells, cell, slot, free.length) };
    },

    /** Whether it is not known yet if several of the job's pictures at once are faster there, and it may be tried. */
    isUntried(job: OpenJob, slot: PrintSlot): boolean {
      const kind = kindOf(job);
      return kind !== null && !paces.isRefused(slot, kind) && isUntried(paces.get(slot, kind));
    },

    /** Notes how fast pictures of the job were made there, where that says something of its kind. */
    learn(job: OpenJob, slot: PrintSlot, pace: Pace): void {
      const kind = kindOf(job);
      if (kind !== null) paces.learn(slot, kind, pace);
    },
  };
}

function mayShare({ job, footprint, oneByOne }: OpenJob): boolean {
  return (
    job.arms.length === 1 &&
    job.settings.initImage === undefined &&
    job.settings.hiresFix === undefined &&
    !job.settings.int8 &&
    footprint === 'usual' &&
    !oneByOne
  );
}
