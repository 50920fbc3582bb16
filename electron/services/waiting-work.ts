import type { Tables } from '../database/tables.ts';
import type { WaitingWork } from './choose-work.ts';
import { cellsWaiting } from './open-job.ts';
import type { OpenJob } from './open-job.ts';

/**
 * The first of these jobs that has pictures to be begun, and for each of them the model to be loaded; null where none has.
 * It is asked after every picture: the jobs behind it, hundreds of pictures each, are not gone through.
 */
export function firstWaiting(
  jobs: readonly OpenJob[],
  models: Pick<Tables['models'], 'get'>,
): WaitingWork<OpenJob> | null {
  for (const job of jobs) {
    const cells = cellsWaiting(job);
    if (cells.length === 0) continue;
    const loaded = job.job.arms.map(({ modelId }) => fingerprintOf(modelId, models));
    return { job, cells: cells.map((cell) => ({ cell, model: loaded[cell.arm] ?? '' })) };
  }
  return null;
}

/** The plain one, before the job is prepared: with a LoRA, the model is loaded anew in any case. */
function fingerprintOf(modelId: string, models: Pick<Tables['models'], 'get'>): string {
  return models.get(modelId)?.fingerprint ?? '';
}
