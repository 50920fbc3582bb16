import type { GenerationEvent, GenerationRequest, Job } from '../api/contract/generation.ts';
import type { RunPart } from '../database/jobs-table.ts';
import type { Tables } from '../database/tables.ts';
import type { Priority } from '../api/contract/queue.ts';
import { studioCloses } from '../workers/worker-errors.ts';
import type { WorkerPool } from '../workers/worker-pool.ts';
import { createJob } from './create-job.ts';
import type { CreateJobOptions } from './create-job.ts';
import type { JobQueue } from './job-queue.ts';
import { createMemoryForecast } from './memory-forecast.ts';
import { addFollower, createOpenJob } from './open-job.ts';
import type { OpenJob } from './open-job.ts';
import { StudioError } from './studio-error.ts';
import { saveAndTell } from './wait-for-storage.ts';
import type { HeldEvent, StorageWait } from './wait-for-storage.ts';

export interface GenerationServiceOptions extends CreateJobOptions {
  readonly tables: Tables;
  readonly queue: JobQueue;
  readonly pool: WorkerPool;
  readonly storage: StorageWait;
  /** Whether the data folder was opened for looking only: it can never be saved into then. */
  readonly readOnly: boolean;
}

interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  /** `background` for what fills hours: it gives way to pictures that somebody waits for. */
  readonly priority?: Priority;
  /**
   * What is printed of a grid or of a pack's run. The job that an earlier studio left of it is taken over, whatever the
   * request says; where `signal` is aborted because the studio closes, the job is left for the next one.
   */
  readonly part?: RunPart | null;
}

export type GenerationService = ReturnType<typeof createGenerationService>;

/** Jobs for callers who wait for them. Those that print whether or not anybody waits are in `queue.ts`. */
export function createGenerationService(options: GenerationServiceOptions) {
  const { tables, queue, pool, storage } = options;

  /** A job of its own for a request, with its rows; null where it was stopped before it had any. */
  async function* createEntry(
    request: GenerationRequest,
    { part = null, priority = 'foreground' }: RunOptions,
    stopped: AbortSignal,
  ): AsyncGenerator<HeldEvent, OpenJob | null, void> {
    const create = async () => await createJob(request, priority, options, part);
    const created = options.readOnly
      ? await create()
      : yield* saveAndTell(storage, create, stopped);
    if (created === null) return null;
    return createOpenJob({ ...created, priority, part, own: true, attached: part === null });
  }

  async function* stream(
    request: GenerationRequest,
    run: RunOptions,
    stopping: AbortController,
    onStop: (stop: () => void) => void,
  ): AsyncGenerator<GenerationEvent, void, void> {
    const { signal, part = null, priority = 'foreground' } = run;
    signal?.throwIfAborted();
    const stopped = AbortSignal.any([stopping.signal, ...(signal ? [signal] : [])]);
    const left = part && queue.claim(part);
    const entry = left ?? (yield* createEntry(request, run, stopped));
    // The next studio finds it by its row.
    const isLeaving = (): boolean => signal?.reason === studioCloses;
    if (entry === null || isLeaving()) return;
    const stop = (): void => {
      if (isLeaving()) return;
      if (queue.get(entry.job.id) === entry && !entry.abort.signal.aborted) queue.cancel(entry);
    };
    onStop(stop);
    signal?.addEventListener('abort', stop, { once: true });
    const events = addFollower(entry);
    events.push({ type: 'queued', job: { ...entry.job }, ahead: queue.ahead(priority) });
    if (left === null) queue.add(entry);
    if (signal?.aborted) stop();
    try {
      yield* events;
    } finally {
      signal?.removeEventListener('abort', stop);
      stop();
      await entry.ended.promise;
    }
  }

  return {
    /**
     * Queues a job and reports what becomes of it. The job runs at its own pace, however slowly the events are read.
     * Ending the iteration or aborting `signal` cancels it: at once while it waits, else before its next step. While
     * nothing can be saved it waits, says so with `held`, and goes on by itself.
     *
     * @throws StudioError MODEL_NOT_FOUND, MODEL_UNREADABLE, INPUT_NOT_FOUND, PROMPT_INVALID, WORKER_DIED,
     *   OUT_OF_MEMORY, GENERATION_FAILED, CANNOT_SAVE while iterating
     */
    run(
      request: GenerationRequest,
      run: RunOptions = {},
    ): AsyncGenerator<GenerationEvent, void, void> {
      const stopping = new AbortController();
      let stop = (): void => stopping.abort();
      const events = stream(request, run, stopping, (stopJob) => {
        stop = stopJob;
      });
      const endIteration = events.return.bind(events);
      // A generator's own `return` waits for the event that is being waited for, and so would a job in the queue.
      events.return = (value) => {
        stop();
        return endIteration(value);
      };
      return events;
    },

    /** @throws StudioError JOB_NOT_FOUND for a job that is neither queued nor running */
    async cancel({ jobId }: { jobId: string }): Promise<{ jobId: string }> {
      const entry = queue.get(jobId);
      if (entry === null) throw jobNotOpen(jobId);
      queue.cancel(entry);
      return { jobId };
    },

    /**
     * Starts the worker and loads the first Japanese and the first English model, so that the first picture comes
     * sooner. A door calls it once its window is shown; a command that prints nothing does not.
     */
    warm(): void {
      const known = tables.models.list();
      for (const arm of ['ja', 'en'] as const) {
        const model = known.find((candidate) => candidate.arm === arm);
        if (model === undefined) continue;
        const { fingerprint, recommended } = model;
        pool.warm({ ...options.models.sourceOf(model), fingerprint }, recommended);
      }
    },

    /** @throws StudioError MODEL_NOT_FOUND, MODEL_UNREADABLE */
    forecast: createMemoryForecast(options.models, pool),

    async active(): Promise<Job[]> {
      return queue.open().map(({ job }) => ({ ...job }));
    },
  };
}

export function jobNotOpen(jobId: string): StudioError<'JOB_NOT_FOUND'> {
  return new StudioError(
    'JOB_NOT_FOUND',
    { jobId },
    `There is no job ${jobId} that is queued or running; it may have ended already. Nothing was changed.`,
  );
}
