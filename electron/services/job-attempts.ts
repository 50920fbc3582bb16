import type { ModelRecord } from '../database/models-table.ts';
import type { WorkerDiedError } from '../workers/worker-errors.ts';
import type { OpenJob } from './open-job.ts';
import { describeWorkerDeath, isLarge } from './print-failure.ts';
import type { StudioError } from './studio-error.ts';

/** Deaths of workers or studios without a finished picture in between after which a job is given up. */
export const maxDeaths = 3;

/** Pause before a job whose worker died is begun again, in milliseconds, by the number of deaths. */
const pauses = [0, 250, 2000];

/**
 * Counts a worker's death against the job that it worked on. The job goes on with another worker after a pause that
 * grows, but not for ever. Where memory seems to be the reason it is tried again with a small footprint; ended by the
 * system for lack of memory once more, it is given up.
 *
 * @param model null where the worker died before it was known
 * @returns why the job is given up, or null
 */
export function countDeath(
  entry: OpenJob,
  error: WorkerDiedError,
  model: ModelRecord | null,
): StudioError | null {
  entry.deaths += 1;
  const { job, deaths, finished } = entry;
  const wasForMemory = error.forMemory || (error.exitCode === null && model && isLarge(model));
  const wasSmall = entry.footprint === 'small';
  if (wasForMemory) entry.footprint = 'small';
  if ((deaths >= maxDeaths || (error.forMemory && wasSmall)) && model !== null) {
    const facts = { jobId: job.id, saved: finished.size, attempts: deaths };
    return describeWorkerDeath(error, model, facts);
  }
  entry.notBefore = performance.now() + (pauses[deaths] ?? pauses.at(-1) ?? 0);
  return null;
}

/**
 * Milliseconds until the first of these jobs may be begun again; null where none waits for that.
 *
 * @param now when work was looked for last, by `performance.now()`: a pause that has ended since then was not seen
 */
export function nextPauseEnd(
  jobs: readonly Pick<OpenJob, 'notBefore'>[],
  now: number,
): number | null {
  const times = jobs.map(({ notBefore }) => notBefore - now).filter((pause) => pause > 0);
  return times.length === 0 ? null : Math.min(...times);
}
