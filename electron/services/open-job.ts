import type { GenerationEvent, Job } from '../api/contract/generation.ts';
import type { Priority, QueueEntry } from '../api/contract/queue.ts';
import type { Cell } from '../api/contract/recipe.ts';
import type { RunPart } from '../database/jobs-table.ts';
import { createEventQueue } from '../workers/event-queue.ts';
import type { EventQueue } from '../workers/event-queue.ts';
import type { PrintSlot } from '../workers/worker-pool.ts';
import type { PreparedJob } from './cell-work.ts';

/** Step events that may wait for a slow reader before the oldest knowledge gives way to the newest. */
const maxWaitingEvents = 256;

/** A job that is queued or running: its row, and what only this studio knows. */
export interface OpenJob {
  job: Job;
  promptId: string | null;
  priority: Priority;
  /** How often its worker or the studio died since its last finished picture. */
  deaths: number;
  /** What it prints of a grid or of a pack's run; null for a job of its own. */
  readonly part: RunPart | null;
  /** Asked for in this studio, not left by an earlier one. */
  own: boolean;
  /** Its caller waits for it: it ends with the caller and with the studio. */
  readonly attached: boolean;
  /** Cells whose pictures are saved, by `cellKey`. */
  readonly finished: Set<string>;
  /** Cells being printed, by `cellKey`, and where. */
  readonly printing: Map<string, PrintSlot>;
  readonly followers: Set<EventQueue<GenerationEvent>>;
  readonly abort: AbortController;
  /** Models, LoRAs and the picture to begin from, once they were needed. */
  prepared: Promise<PreparedJob> | null;
  /** Why it failed, while other pictures of it are still being stopped. */
  failure: { readonly error: unknown } | null;
  /** Not to be begun before this time, by `performance.now()`. */
  notBefore: number;
  /** `small` once memory ran out over one of its pictures. */
  footprint: 'usual' | 'small';
  /** Once several of its pictures failed together, or their worker died. */
  oneByOne: boolean;
  /** When its first picture was begun in this studio, by `performance.now()`. */
  begunAt: number | null;
  stepSeconds: { sum: number; count: number };
  /** Resolved when the job has ended here and its workers are free. */
  readonly ended: PromiseWithResolvers<void>;
}

/** What is known of a job before anything of it was made. */
export function freshAttempt() {
  return {
    deaths: 0,
    prepared: null,
    notBefore: 0,
    footprint: 'usual',
    oneByOne: false,
    begunAt: null,
    stepSeconds: { sum: 0, count: 0 },
  } satisfies Partial<OpenJob>;
}

export function createOpenJob(
  fields: Pick<OpenJob, 'job' | 'promptId' | 'priority' | 'own' | 'attached'> &
    Partial<Pick<OpenJob, 'part'>>,
  { deaths = 0, finished = [] }: { deaths?: number; finished?: readonly Cell[] } = {},
): OpenJob {
  return {
    part: null,
    ...fields,
    ...freshAttempt(),
    deaths,
    finished: new Set(finished.map(cellKey)),
    printing: new Map(),
    followers: new Set(),
    abort: new AbortController(),
    failure: null,
    ended: Promise.withResolvers(),
  };
}

export function cellKey({ arm, seed }: Cell): string {
  return `${arm}/${seed}`;
}

/** Every picture of a job, seed by seed, so that the arms of a pair appear together. */
function cellsOf(job: Job): Cell[] {
  return job.seeds.flatMap((_, seed) => job.arms.map((_arm, arm) => ({ arm, seed })));
}

/** Those of them that are neither saved nor being printed. */
export function cellsWaiting({
  job,
  finished,
  printing,
}: Pick<OpenJob, 'job' | 'finished' | 'printing'>): Cell[] {
  return cellsOf(job).filter((cell) => {
    const key = cellKey(cell);
    return !finished.has(key) && !printing.has(key);
  });
}

/** Whether every picture is saved. */
export function isComplete({ job, finished }: Pick<OpenJob, 'job' | 'finished'>): boolean {
  return cellsOf(job).every((cell) => finished.has(cellKey(cell)));
}

/** Tells all who follow the job. */
export function report({ followers }: OpenJob, event: GenerationEvent): void {
  for (const events of followers) {
    const replaced =
      event.type === 'step' &&
      events.waiting >= maxWaitingEvents &&
      events.replaceLast(event, (waiting) => waiting.type === 'step');
    if (!replaced) events.push(event);
  }
}

/** A new reader of all that is reported from now on. */
export function addFollower({ followers }: OpenJob): EventQueue<GenerationEvent> {
  const events = createEventQueue<GenerationEvent>();
  followers.add(events);
  return events;
}

/** The job as the contract lists it. */
export function entryOf(open: OpenJob): QueueEntry {
  const { job, priority, part, deaths, finished } = open;
  return {
    job: { ...job },
    priority,
    runId: part?.runId ?? null,
    saved: finished.size,
    total: job.arms.length * job.seeds.length,
    attempts: deaths + (job.status === 'running' ? 1 : 0),
    finishedAt: null,
    failure: null,
  };
}
