import type { QueueEntry, QueueEvent } from '../../electron/api/contract/queue.ts';

type Step = Extract<QueueEvent, { type: 'step' }>;
type Entry = Pick<QueueEntry, 'saved' | 'total'> & { readonly job: { readonly id: string } };

/** Of running jobs, the pictures that are under way: the part of each, 0 … 1, by its cell. */
export type QueueSteps = ReadonlyMap<string, ReadonlyMap<string, number>>;

export const noSteps: QueueSteps = new Map();

export function noteStep(known: QueueSteps, { jobId, cell, step, steps }: Step): QueueSteps {
  const of = new Map(known.get(jobId));
  of.set(`${cell.arm}/${cell.seed}`, steps > 0 ? step / steps : 0);
  return new Map(known).set(jobId, of);
}

/** What is left once the queue has changed: jobs that are open, without the pictures that they have saved since. */
export function keepOpenSteps(
  known: QueueSteps,
  before: readonly Entry[],
  after: readonly Entry[],
): QueueSteps {
  if (known.size === 0) return known;
  const savedBefore = new Map(before.map(({ job, saved }) => [job.id, saved]));
  const left = new Map<string, ReadonlyMap<string, number>>();
  for (const { job, saved } of after) {
    const steps = known.get(job.id);
    if (!steps) continue;
    const isSame = savedBefore.get(job.id) === saved;
    left.set(job.id, isSame ? steps : new Map([...steps].filter(([, part]) => part < 1)));
  }
  return left;
}

/** How much of a job is done, 0 … 1, the steps of the pictures that are under way included. */
export function partOfEntry({ job, saved, total }: Entry, steps: QueueSteps): number {
  if (total === 0) return 0;
  const under = [...(steps.get(job.id)?.values() ?? [])].reduce((sum, part) => sum + part, 0);
  return Math.min(1, (saved + under) / total);
}
