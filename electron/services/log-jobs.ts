import type { Job } from '../api/contract/generation.ts';
import type { Tables } from '../database/tables.ts';
import type { Log } from '../logs/create-logs.ts';
import type { JobQueue } from './job-queue.ts';

/** Writes down when a job is queued, begun and ended, and how; its prompts only where the user lets them. */
export function logJobs(jobs: Pick<JobQueue, 'open' | 'watch'>, tables: Tables, log: Log): void {
  const known = new Map<string, Job['status']>();

  jobs.watch((change) => {
    if (change !== null) return;
    const open = new Set<string>();
    for (const { job, priority } of jobs.open()) {
      open.add(job.id);
      if (known.get(job.id) === job.status) continue;
      const isNew = !known.has(job.id);
      known.set(job.id, job.status);
      log.info(`job ${job.status}`, {
        job: job.id,
        ...(isNew && { ...outline(job), priority, private: { arms: promptsOf(job) } }),
      });
    }
    for (const id of known.keys()) {
      if (open.has(id)) continue;
      known.delete(id);
      const ended = tables.jobs.get(id);
      const failure = ended?.failure?.code ?? undefined;
      log[failure === undefined ? 'info' : 'warn'](`job ${ended?.job.status ?? 'gone'}`, {
        job: id,
        ...(failure !== undefined && { failure }),
      });
    }
  });
}

function outline({ arms, seeds, settings }: Job) {
  const { width, height, steps, sampler } = settings;
  const models = arms.map(({ kind, modelId }) => `${kind}: ${modelId}`);
  return { models, pictures: arms.length * seeds.length, width, height, steps, sampler };
}

function promptsOf({ arms }: Job) {
  return arms.map(({ prompt, negativePrompt }) => ({ prompt, negativePrompt }));
}
