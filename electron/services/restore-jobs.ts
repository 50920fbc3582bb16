import type { Tables } from '../database/tables.ts';
import { maxDeaths } from './job-attempts.ts';
import { createOpenJob, isComplete } from './open-job.ts';
import type { OpenJob } from './open-job.ts';
import { describeInterruption, toJobFailure } from './print-failure.ts';

/**
 * The jobs that an earlier studio left open, with the pictures that they have. One that was being printed waits again
 * in its place. One that was being printed each of the last times that a studio died is given up, or it would bring
 * down every studio to come.
 */
export function restoreJobs(tables: Tables, clock: () => Date): OpenJob[] {
  const restored: OpenJob[] = [];
  for (const { job, promptId, priority, part, attempts } of tables.jobs.open()) {
    const finished = tables.pictures.ofJob(job.id).map(({ cell }) => cell);
    const entry = createOpenJob(
      { job: { ...job, status: 'queued' }, promptId, priority, part, own: false, attached: false },
      { deaths: attempts, finished },
    );
    const finishedAt = clock().toISOString();
    if (isComplete(entry)) {
      tables.jobs.finish(job.id, { status: 'done', finishedAt });
    } else if (attempts >= maxDeaths) {
      const error = describeInterruption(job.id, entry.finished.size, attempts);
      tables.jobs.finish(job.id, { status: 'failed', finishedAt, failure: toJobFailure(error) });
    } else {
      if (job.status === 'running') tables.jobs.wait(job.id, attempts);
      restored.push(entry);
    }
  }
  return restored;
}
