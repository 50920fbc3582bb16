import type { ComparisonOrigin } from '../api/contract/comparison-origin.ts';
import type { GenerationEvent, GenerationRequest, Job } from '../api/contract/generation.ts';
import { createId } from '../database/create-id.ts';
import type { ModelRecord } from '../database/models-table.ts';
import type { Tables } from '../database/tables.ts';
import { createEventQueue } from '../workers/event-queue.ts';
import type { EventQueue } from '../workers/event-queue.ts';
import type { WorkerPool } from '../workers/worker-pool.ts';
import { settleRequest } from './generation-request.ts';
import { measureInitImage } from './init-image.ts';
import type { InputsService } from './inputs.ts';
import type { ModelsService, ModelSource } from './models.ts';
import type { PictureStore } from './picture-store.ts';
import type { PreviewSheets } from './preview-sheets.ts';
import { printJob } from './print-job.ts';
import { requireReadable } from './settle-prompts.ts';
import { describeWriteFailure, StudioError } from './studio-error.ts';

/** Step events that may wait for a slow reader before the oldest knowledge gives way to the newest. */
const maxWaitingEvents = 256;

/** A job that is queued or running. */
export interface ActiveJob {
  readonly job: Job;
  readonly promptId: string;
  readonly models: readonly ModelRecord[];
  /** Where each of them is read. */
  readonly sources: readonly ModelSource[];
  readonly events: EventQueue<GenerationEvent>;
  readonly abort: AbortController;
  /** Resolved when the job has ended and its worker is free. */
  readonly finished: PromiseWithResolvers<void>;
}

export interface GenerationServiceOptions {
  readonly tables: Tables;
  readonly models: ModelsService;
  readonly store: PictureStore;
  readonly inputs: InputsService;
  readonly previewSheets: PreviewSheets;
  readonly pool: WorkerPool;
  readonly picturesFolder: string;
  readonly appVersion: string;
  readonly clock: () => Date;
  readonly onProblem: (message: string, cause?: unknown) => void;
}

export type GenerationService = ReturnType<typeof createGenerationService>;

/** Prints jobs one after the other, in the order in which they were asked for. A job that fails does not stop the next. */
export function createGenerationService(options: GenerationServiceOptions) {
  const { tables, clock, pool } = options;
  const active: ActiveJob[] = [];
  let turn = Promise.resolve();

  async function createJob(request: GenerationRequest): Promise<ActiveJob> {
    const models = request.arms.map((arm) => options.models.require(arm.modelId));
    for (const arm of request.arms) requireReadable(arm, request);
    const picture = await measureInitImage(request.initImage, options.inputs);
    const now = clock();
    const ids = { job: createId(now), comparison: createId(now) };
    const job = settleRequest(request, models, ids, now, picture);
    try {
      const promptId = tables.transaction(() =>
        writeRows(tables, job, createId(now), request.origin ?? null),
      );
      return {
        job,
        promptId,
        models,
        sources: models.map((model) => options.models.sourceOf(model)),
        events: createEventQueue<GenerationEvent>(),
        abort: new AbortController(),
        finished: Promise.withResolvers<void>(),
      };
    } catch (error) {
      throw describeWriteFailure(error, 'The job', options.picturesFolder, 0);
    }
  }

  function enqueue(entry: ActiveJob): void {
    entry.events.push({ type: 'queued', job: { ...entry.job }, ahead: active.length });
    active.push(entry);
    turn = turn.then(() => printWhenTurnComes(entry));
  }

  async function printWhenTurnComes(entry: ActiveJob): Promise<void> {
    if (entry.job.status !== 'queued') return;
    entry.job.status = 'running';
    try {
      recordStart(entry);
      const status = await printJob(entry, { ...options, report: (event) => report(entry, event) });
      finish(entry, status);
    } catch (error) {
      finish(entry, 'failed', error);
    }
  }

  function recordStart(entry: ActiveJob): void {
    try {
      tables.jobs.start(entry.job.id);
    } catch (error) {
      throw describeWriteFailure(error, 'The job', options.picturesFolder, 0);
    }
  }

  function report(entry: ActiveJob, event: GenerationEvent): void {
    const { events } = entry;
    const replaced =
      event.type === 'step' &&
      events.waiting >= maxWaitingEvents &&
      events.replaceLast(event, (waiting) => waiting.type === 'step');
    if (!replaced) events.push(event);
  }

  function finish(
    entry: ActiveJob,
    status: 'done' | 'cancelled' | 'failed',
    error?: unknown,
  ): void {
    entry.job.status = status;
    active.splice(active.indexOf(entry), 1);
    try {
      const failure = error === undefined ? null : String(error);
      tables.jobs.finish(entry.job.id, status, clock().toISOString(), failure);
    } catch (cause) {
      // On a full disk this row cannot be written either. The job's own error is what the user needs; the row is
      // marked at the next start.
      options.onProblem(`The end of job ${entry.job.id} (${status}) was not recorded.`, cause);
    }
    if (status === 'failed') entry.events.fail(error);
    else entry.events.end();
    entry.finished.resolve();
  }

  function cancel(entry: ActiveJob): void {
    if (entry.job.status === 'queued') {
      report(entry, { type: 'cancelled', jobId: entry.job.id, saved: 0 });
      finish(entry, 'cancelled');
      return;
    }
    // Asked twice: a step may take minutes, and only the end of the process stops it.
    if (entry.abort.signal.aborted) pool.kill();
    else entry.abort.abort();
  }

  async function* stream(
    request: GenerationRequest,
    signal: AbortSignal | undefined,
    onStop: (stop: () => void) => void,
  ): AsyncGenerator<GenerationEvent, void, void> {
    signal?.throwIfAborted();
    const entry = await createJob(request);
    signal?.throwIfAborted();
    const stop = (): void => {
      if (active.includes(entry) && !entry.abort.signal.aborted) cancel(entry);
    };
    onStop(stop);
    signal?.addEventListener('abort', stop, { once: true });
    enqueue(entry);
    try {
      yield* entry.events;
    } finally {
      signal?.removeEventListener('abort', stop);
      stop();
      await entry.finished.promise;
    }
  }

  return {
    /**
     * Queues a job and reports what becomes of it. The job runs at its own pace, however slowly the events are read.
     * Ending the iteration or aborting `signal` cancels it: at once while it waits, else before its next step.
     *
     * @throws StudioError MODEL_NOT_FOUND, MODEL_UNREADABLE, WORKER_DIED, GENERATION_FAILED, CANNOT_SAVE while iterating
     */
    run(
      request: GenerationRequest,
      { signal }: { signal?: AbortSignal | undefined } = {},
    ): AsyncGenerator<GenerationEvent, void, void> {
      let stop = (): void => {};
      const events = stream(request, signal, (stopJob) => {
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
      const entry = active.find(({ job }) => job.id === jobId);
      if (entry === undefined) {
        throw new StudioError(
          'JOB_NOT_FOUND',
          { jobId },
          `There is no job ${jobId} that is queued or running; it may have ended already. Nothing was changed.`,
        );
      }
      cancel(entry);
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

    async active(): Promise<Job[]> {
      return active.map(({ job }) => ({ ...job }));
    },

    /** Cancels everything, at once. Resolves when no job is active any more. */
    async close(): Promise<void> {
      const entries = [...active];
      for (const entry of entries) cancel(entry);
      pool.kill();
      await Promise.all(entries.map(({ finished }) => finished.promise));
    },
  };
}

/** Rows of a settled job. Returns the id of its prompt's entry. */
function writeRows(
  tables: Tables,
  job: Job,
  newPromptId: string,
  origin: ComparisonOrigin | null,
): string {
  const { id, createdAt, comparisonId, arms, seeds, settings } = job;
  const promptId = tables.prompts.use({
    id: newPromptId,
    arms: arms.map(({ kind, modelId, prompt, negativePrompt, loras }) => ({
      kind,
      modelId,
      prompt,
      negativePrompt,
      ...(loras && { loras }),
    })),
    settings,
    seed: seeds[0] ?? '0',
    count: seeds.length,
    at: createdAt,
  });
  if (comparisonId !== null) {
    tables.comparisons.insert({ id: comparisonId, createdAt, arms, seeds, settings, origin });
  }
  tables.jobs.insert({ ...job, id }, promptId);
  return promptId;
}
