import type { JobFailure } from '../api/contract/queue.ts';
import type { ModelRecord } from '../database/models-table.ts';
import type { PrintFailedError, WorkerDiedError } from '../workers/worker-errors.ts';
import { pathOfAdded } from '../workers/added-file-at-fault.ts';
import { readMemory } from '../workers/read-memory.ts';
import { nameOfKind } from './addition-errors.ts';
import type { CellWork } from './cell-work.ts';
import { StudioError } from './studio-error.ts';
import type { StudioErrorData } from './studio-error.ts';

type DeathReason = StudioErrorData<'WORKER_DIED'>['reason'];

/** The part of the machine's memory above which a model is taken for the reason of its worker's end. */
const largeShare = 0.5;

const explanations: Readonly<Record<DeathReason, string>> = {
  start:
    'It ended before it could do anything: its program or one of its libraries cannot be loaded here. See the log for its last words.',
  memory:
    'The system ended it, as it seems for lack of memory: try a smaller size, or close other programs.',
  killed:
    'It was ended from outside: by another program, or by the system for lack of memory. Close other programs and retry the job.',
  crash:
    'It ended by itself, which is a fault in it or in the graphics driver. See the log for its last words.',
  interrupted:
    'The whole studio ended each time. Retry the job when nothing else needs the machine, or at a smaller size.',
};

/** `WORKER_DIED` for a job that is given up after its worker died again and again. */
export function describeWorkerDeath(
  error: WorkerDiedError,
  model: ModelRecord,
  { jobId, saved, attempts }: { jobId: string; saved: number; attempts: number },
): StudioError<'WORKER_DIED'> {
  const { exitCode } = error;
  const ending = exitCode === null ? 'from outside' : `exit code ${exitCode}`;
  const reason = diagnose(error, model);
  return new StudioError(
    'WORKER_DIED',
    { jobId, exitCode, saved, attempts, reason },
    `The worker process ended (${ending}) ${attempts} times in a row while it worked on job ${jobId}, which was given up. ${explanations[reason]} ${describeSaved(saved)} Other jobs go on.`,
    { cause: error },
  );
}

/** `WORKER_DIED` for a job that was being printed each time the studio itself was ended. */
export function describeInterruption(
  jobId: string,
  saved: number,
  attempts: number,
): StudioError<'WORKER_DIED'> {
  return new StudioError(
    'WORKER_DIED',
    { jobId, exitCode: null, saved, attempts, reason: 'interrupted' },
    `The studio was ended ${attempts} times in a row while it worked on job ${jobId}, which was given up. ${explanations.interrupted} ${describeSaved(saved)} Other jobs go on.`,
  );
}

/** Whether memory ran out although it was thought to suffice. */
export function ranOutOfMemory({ reason, facts }: PrintFailedError): boolean {
  return reason === 'out-of-memory' && facts.memory === undefined;
}

/** What the engine refused, as one of the contract's errors. */
export function describePrintFailure(
  error: PrintFailedError,
  { model, task }: Pick<CellWork, 'model' | 'task'>,
  { jobId, saved }: { jobId: string; saved: number },
): StudioError {
  const { reason, message: detail, facts } = error;
  if (reason === 'out-of-memory') return describeShortage(error, model, { jobId, saved });
  const path = facts.added && pathOfAdded(facts.added, task.model);
  if (facts.added && path !== undefined) {
    const { kind } = facts.added;
    return new StudioError(
      'MODEL_UNREADABLE',
      { path, reason, detail, added: kind },
      `The ${nameOfKind[kind]} ${path} cannot be used with the model ${model.name.en}: ${detail} ${describeSaved(saved)} Choose another file, or print without it.`,
      { cause: error },
    );
  }
  if (error.stage === 'load') {
    return new StudioError(
      'MODEL_UNREADABLE',
      { path: model.path, reason, detail },
      `The model ${model.name.en} in ${model.path} cannot be read: ${detail} ${describeSaved(saved)} Import the model again, or choose another one.`,
      { cause: error },
    );
  }
  return new StudioError(
    'GENERATION_FAILED',
    { jobId, reason, detail, saved },
    `Job ${jobId} failed in the model ${model.name.en}: ${detail} ${describeSaved(saved)} Change the settings and print again.`,
    { cause: error },
  );
}

function describeShortage(
  error: PrintFailedError,
  model: ModelRecord,
  { jobId, saved }: { jobId: string; saved: number },
): StudioError<'OUT_OF_MEMORY'> {
  const { neededBytes, availableBytes } = error.facts.memory ?? {
    neededBytes: null,
    availableBytes: null,
  };
  const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
  const figures =
    neededBytes === null || availableBytes === null
      ? 'Memory ran out, with a small footprint too'
      : `It needs at least ${gigabytes(neededBytes)} of memory and ${gigabytes(availableBytes)} are available, so it was not begun`;
  return new StudioError(
    'OUT_OF_MEMORY',
    { jobId, saved, neededBytes, availableBytes },
    `Job ${jobId} failed in the model ${model.name.en}: ${figures}. ${describeSaved(saved)} Other jobs go on. Choose a smaller picture, or close other programs and retry.`,
    { cause: error },
  );
}

/** A failure as its job's row keeps it. */
export function toJobFailure(error: unknown): JobFailure {
  if (error instanceof StudioError) {
    const { code, message, data } = error as StudioError;
    return { code, message, data };
  }
  return { code: null, message: String(error), data: null };
}

/** The error that a job's row tells of. */
export function fromJobFailure({ code, message, data }: JobFailure): Error {
  if (code === null) return new Error(message);
  return new StudioError(code, data as StudioErrorData<typeof code>, message);
}

function diagnose(error: WorkerDiedError, model: ModelRecord): DeathReason {
  if (error.forMemory) return 'memory';
  if (error.exitCode !== null) return error.wasReady ? 'crash' : 'start';
  // Before it was ready it held nothing of the model.
  return error.wasReady && isLarge(model) ? 'memory' : 'killed';
}

/** Whether the model alone takes most of this machine's memory. */
export function isLarge(model: ModelRecord): boolean {
  const { textEncoder, unet, vae } = model.parameters;
  // The graphs for the processor compute in single precision.
  const bytes = (textEncoder + unet + vae) * Float32Array.BYTES_PER_ELEMENT;
  return bytes > readMemory().totalBytes * largeShare;
}

function describeSaved(saved: number): string {
  if (saved === 0) return 'The gallery is unharmed.';
  if (saved === 1) return 'The picture saved before is kept.';
  return `The ${saved} pictures saved before are kept.`;
}
