import type { Cell } from '../api/contract/recipe.ts';
import { PlaceLostError, PrintFailedError, WorkerDiedError } from '../workers/worker-errors.ts';
import type { PrintSlot } from '../workers/worker-pool.ts';
import type { PreparedJob } from './cell-work.ts';
import { countDeath, maxDeaths } from './job-attempts.ts';
import type { OpenJob } from './open-job.ts';
import { ranOutOfMemory } from './print-failure.ts';

/** What was being made when something went wrong. */
export interface Attempt {
  readonly entry: OpenJob;
  readonly cells: readonly Cell[];
  readonly slot: PrintSlot;
  /** Undefined where that went wrong already. */
  readonly prepared: PreparedJob | undefined;
}

/**
 * What becomes of a job after a failure: it goes on, more cautiously, or it is given up. Several pictures that failed
 * together are made one by one from then on: the one whose fault it was tells so, and the others are made.
 *
 * @param onLost told where a worker died and the job goes on
 * @returns why it is given up; null where it goes on
 */
export function meetSetback(
  error: unknown,
  { entry, cells, slot, prepared }: Attempt,
  {
    onProblem,
    onLost,
  }: { readonly onProblem: (message: string) => void; readonly onLost: () => void },
): { readonly error: unknown } | null {
  const { job } = entry;
  // Its place is gone, and it waits for another one.
  if (error instanceof PlaceLostError) return null;
  if (error instanceof WorkerDiedError) {
    // Over another job's picture, while this one waited between two steps: that job is to blame.
    if (error.overAnother) return null;
    const gaveUp = countDeath(entry, error, prepared?.models[cells[0]?.arm ?? 0] ?? null);
    if (cells.length > 1) {
      // If memory was the reason, several at once took too much of it; one by one comes before a small footprint.
      entry.oneByOne = true;
      entry.footprint = 'usual';
    }
    onProblem(
      `${error.message} It worked on job ${job.id} (${entry.deaths} of ${maxDeaths} times).`,
    );
    if (gaveUp !== null) return { error: gaveUp };
    onLost();
    return null;
  }
  if (!(error instanceof PrintFailedError)) return { error };
  if (cells.length > 1) {
    entry.oneByOne = true;
    onProblem(`${error.message} Job ${job.id} goes on picture by picture.`);
    if (!ranOutOfMemory(error)) return null;
  } else {
    entry.footprint = 'small';
    onProblem(`${error.message} Job ${job.id} goes on with a small footprint.`);
  }
  // Memory ran out: once more by a process that holds nothing yet.
  slot.kill();
  return null;
}
