import type { GenerationEvent, GenerationRequest, Job } from '../api/contract/generation.ts';
import { isPrinted } from '../api/contract/gallery.ts';
import type { Priority, QueueEntry, QueueEvent, QueueState } from '../api/contract/queue.ts';
import type { JobRecord } from '../database/jobs-table.ts';
import type { Tables } from '../database/tables.ts';
import { createEventQueue } from '../workers/event-queue.ts';
import { createJob, replaceJob } from './create-job.ts';
import type { CreateJobOptions } from './create-job.ts';
import { jobNotOpen } from './generation.ts';
import type { JobQueue } from './job-queue.ts';
import { addFollower, createOpenJob, entryOf, freshAttempt, report } from './open-job.ts';
import type { OpenJob } from './open-job.ts';
import { fromJobFailure } from './print-failure.ts';
import type { QueueChange } from './queue-changes.ts';
import { moveEntries, sortByPriority } from './queue-order.ts';
import { StudioError } from './studio-error.ts';

/** Ended jobs that are listed at most. */
const maxEnded = 100;

/** Changes of the queue within this time are told as one, in milliseconds. */
const watchPause = 100;

export interface QueueServiceOptions extends CreateJobOptions {
  readonly tables: Tables;
  readonly queue: JobQueue;
  /** Told that what earlier studios left is printed. */
  readonly onResume: () => void;
  /** Told of a grid or a pack's run of which a part is queued anew. */
  readonly onPartRetried: (runId: string) => void;
}

export type QueueService = ReturnType<typeof createQueueService>;

/** Jobs that print whether or not anybody waits for them. */
export function createQueueService(options: QueueServiceOptions) {
  const { tables, queue, onResume, onPartRetried } = options;

  function state(): QueueState {
    return {
      paused: queue.isPaused(),
      held: queue.held(),
      open: queue.open().map(entryOf),
      ended: tables.jobs.ended(maxEnded).map((record) => entryOfRecord(record, tables)),
    };
  }

  function requireOpen(jobId: string): OpenJob {
    const entry = queue.get(jobId);
    if (entry === null) throw jobNotOpen(jobId);
    return entry;
  }

  function cancelEach(entries: readonly OpenJob[]): { jobIds: string[] } {
    const jobIds = entries.map(({ job }) => job.id);
    for (const entry of entries) queue.cancel(entry);
    return { jobIds };
  }

  /** What a job has saved, as it was told when it happened; what is in the trash by now is passed over. */
  function* savedEvents({ id }: Job): Generator<GenerationEvent> {
    const cells = new Map(tables.pictures.ofJob(id).map((picture) => [picture.id, picture.cell]));
    for (const picture of tables.pictures.get([...cells.keys()])) {
      const cell = cells.get(picture.id);
      if (cell !== undefined && isPrinted(picture)) yield { type: 'saved', cell, picture };
    }
  }

  function* eventsOfEnded(record: JobRecord): Generator<GenerationEvent> {
    const { job, failure, seconds, secondsPerStep } = record;
    yield { type: 'queued', job, ahead: 0 };
    const saved = [...savedEvents(job)];
    yield* saved;
    if (failure !== null) throw fromJobFailure(failure);
    if (job.status === 'cancelled') {
      yield { type: 'cancelled', jobId: job.id, saved: saved.length };
    } else {
      yield {
        type: 'done',
        jobId: job.id,
        seconds: seconds ?? 0,
        secondsPerStep: secondsPerStep ?? 0,
      };
    }
  }

  async function* follow(
    jobId: string,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<GenerationEvent, void, void> {
    const entry = queue.get(jobId);
    if (entry === null) {
      const record = tables.jobs.get(jobId);
      if (record === null) throw jobNotOpen(jobId);
      yield* eventsOfEnded(record);
      return;
    }
    const events = addFollower(entry);
    events.push({ type: 'queued', job: { ...entry.job }, ahead: queue.open().indexOf(entry) });
    for (const event of savedEvents(entry.job)) events.push(event);
    const end = (): void => events.end();
    signal?.addEventListener('abort', end, { once: true });
    if (signal?.aborted) end();
    try {
      yield* events;
    } finally {
      entry.followers.delete(events);
      signal?.removeEventListener('abort', end);
    }
  }

  async function* watch(signal: AbortSignal | undefined): AsyncGenerator<QueueEvent, void, void> {
    const changes = createEventQueue<'changed'>();
    const steps = new Map<string, QueueEvent>();
    let stateChanged = true;
    const unwatch = queue.watch((change: QueueChange) => {
      if (change === null) stateChanged = true;
      else steps.set(change.jobId, { ...change.step, jobId: change.jobId });
      if (changes.waiting === 0) changes.push('changed');
    });
    const end = (): void => changes.end();
    signal?.addEventListener('abort', end, { once: true });
    if (signal?.aborted) end();
    try {
      changes.push('changed');
      for await (const _ of changes) {
        if (stateChanged) {
          stateChanged = false;
          yield { type: 'state', state: state() };
        }
        for (const [jobId, step] of steps) {
          steps.delete(jobId);
          yield step;
        }
        await new Promise((resolve) => setTimeout(resolve, watchPause));
      }
    } finally {
      unwatch();
      signal?.removeEventListener('abort', end);
    }
  }

  return {
    /** @throws StudioError MODEL_NOT_FOUND, MODEL_UNREADABLE, INPUT_NOT_FOUND, PROMPT_INVALID, CANNOT_SAVE */
    async submit({
      priority,
      ...request
    }: GenerationRequest & { priority: Priority }): Promise<QueueEntry> {
      const created = await createJob(request, priority, options);
      const entry = createOpenJob({ ...created, priority, own: true, attached: false });
      queue.add(entry);
      return entryOf(entry);
    },

    /** @throws StudioError JOB_NOT_FOUND, and while iterating what made the job fail */
    follow: ({ jobId }: { jobId: string }, { signal }: { signal?: AbortSignal | undefined } = {}) =>
      follow(jobId, signal),

    async list(): Promise<QueueState> {
      return state();
    },

    watch: ({ signal }: { signal?: AbortSignal | undefined } = {}) => watch(signal),

    /** @throws StudioError JOB_NOT_FOUND; nothing is moved then */
    async move({ jobIds, to }: { jobIds: readonly string[]; to: number }): Promise<QueueState> {
      for (const jobId of jobIds) requireOpen(jobId);
      queue.reorder(moveEntries(queue.open(), jobIds, to));
      return state();
    },

    /** @throws StudioError JOB_NOT_FOUND; nothing is changed then */
    async setPriority({
      jobIds,
      priority,
    }: {
      jobIds: readonly string[];
      priority: Priority;
    }): Promise<QueueState> {
      const entries = jobIds.map(requireOpen);
      tables.transaction(() => {
        for (const jobId of jobIds) tables.jobs.setPriority(jobId, priority);
      });
      for (const entry of entries) entry.priority = priority;
      queue.reorder(sortByPriority(queue.open()));
      return state();
    },

    async pause(): Promise<QueueState> {
      queue.setPaused(true);
      return state();
    },

    async resume(): Promise<QueueState> {
      queue.setPaused(false);
      return state();
    },

    async cancel({ jobIds }: { jobIds: readonly string[] }): Promise<{ jobIds: string[] }> {
      // Named twice is not asked twice, which would end the worker.
      return cancelEach([...new Set(jobIds)].flatMap((jobId) => queue.get(jobId) ?? []));
    },

    async cancelAll(): Promise<{ jobIds: string[] }> {
      return cancelEach([...queue.open()]);
    },

    /** @throws StudioError JOB_NOT_FOUND for one that has not failed and was not cancelled; nothing is changed then */
    async retry({ jobIds }: { jobIds: readonly string[] }): Promise<QueueState> {
      const records = [...new Set(jobIds)].map((jobId) => {
        const record = tables.jobs.get(jobId);
        const status = record?.job.status;
        if (record === null || (status !== 'failed' && status !== 'cancelled')) {
          throw new StudioError(
            'JOB_NOT_FOUND',
            { jobId },
            `There is no job ${jobId} that failed or was cancelled. Nothing was changed.`,
          );
        }
        return record;
      });
      tables.transaction(() => {
        for (const jobId of jobIds) tables.jobs.requeue(jobId);
      });
      for (const { job, promptId, priority, part } of records) {
        const finished = tables.pictures.ofJob(job.id).map(({ cell }) => cell);
        const fields = { promptId, priority, part, own: true, attached: false };
        queue.add(createOpenJob({ job: { ...job, status: 'queued' }, ...fields }, { finished }));
      }
      for (const runId of new Set(records.flatMap(({ part }) => part?.runId ?? []))) {
        onPartRetried(runId);
      }
      return state();
    },

    /** @throws StudioError JOB_NOT_FOUND, JOB_BEGUN, and what `submit` throws; nothing is changed then */
    async edit({
      jobId,
      request,
    }: {
      jobId: string;
      request: GenerationRequest;
    }): Promise<QueueEntry> {
      const entry = requireOpen(jobId);
      const requireWaiting = (): void => {
        requireOpen(jobId);
        if (entry.printing.size > 0 || entry.finished.size > 0) throw jobBegun(jobId);
      };
      requireWaiting();
      await replaceJob(entry.job, request, options, {
        requireWaiting,
        // What went wrong with the other request says nothing of this one.
        take: (created) => Object.assign(entry, created, freshAttempt()),
      });
      const ahead = queue.open().indexOf(entry);
      report(entry, { type: 'queued', job: { ...entry.job }, ahead });
      queue.changed();
      return entryOf(entry);
    },

    async clear(): Promise<QueueState> {
      tables.jobs.clearEnded();
      queue.changed();
      return state();
    },

    /** Prints what earlier studios left. A door that stays open calls it; a command that only looks does not. */
    resumeLeft(): void {
      queue.resume();
      onResume();
    },
  };
}

function entryOfRecord(record: JobRecord, tables: Tables): QueueEntry {
  const { job, priority, part, attempts, finishedAt, failure } = record;
  return {
    job,
    priority,
    runId: part?.runId ?? null,
    saved: tables.pictures.countOfJob(job.id),
    total: job.arms.length * job.seeds.length,
    attempts,
    finishedAt,
    failure,
  };
}

function jobBegun(jobId: string): StudioError<'JOB_BEGUN'> {
  return new StudioError(
    'JOB_BEGUN',
    { jobId },
    `Job ${jobId} is being printed or has pictures already, so it cannot be made another one. Nothing was changed. Cancel it and print the new one.`,
  );
}
