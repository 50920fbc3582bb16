import type { Cell } from '../api/contract/recipe.ts';
import type { Tables } from '../database/tables.ts';
import type { WaitingWork } from './choose-work.ts';
import { cellsWaiting } from './open-job.ts';
import type { OpenJob } from './open-job.ts';

/** Of these jobs those that have pictures to be begun, and for each picture the model to be loaded. */
export function waitingWork(
  jobs: readonly OpenJob[],
  models: Pick<Tables['models'], 'get'>,
): WaitingWork<OpenJob>[] {
  return jobs
    .map((job) => ({
      job,
      cells: cellsWaiting(job).map((cell) => ({ cell, model: modelOf(job, cell, models) })),
    }))
    .filter(({ cells }) => cells.length > 0);
}

/** By its plain fingerprint before the job is prepared: with a LoRA, it is loaded anew in any case. */
function modelOf({ job }: OpenJob, { arm }: Cell, models: Pick<Tables['models'], 'get'>): string {
  const id = job.arms[arm]?.modelId;
  return (id !== undefined && models.get(id)?.fingerprint) || '';
}
