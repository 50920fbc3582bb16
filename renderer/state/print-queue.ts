import { create } from 'zustand';
import type { GenerationRequestInput } from '../../electron/api/contract/generation.ts';
import { refreshKept, studio } from '../api/studio.ts';
import { failPrintJob, isOpen, newPrintJob, reducePrintJob } from './print-job.ts';
import type { PrintJob } from './print-job.ts';

interface PrintQueue {
  /** Every batch started from this page, oldest first. They outlive the room that started them. */
  readonly jobs: readonly PrintJob[];
}

export const usePrintQueue = create<PrintQueue>()(() => ({ jobs: [] }));

const aborts = new Map<string, AbortController>();

/** Starts a batch and follows it to its end; returns its key at once. Failures are kept in the job. */
export function startPrint(request: GenerationRequestInput): string {
  const key = crypto.randomUUID();
  usePrintQueue.setState(({ jobs }) => ({ jobs: [...jobs, newPrintJob(key, request)] }));
  void follow(key, request);
  return key;
}

/**
 * Asks a batch to stop between two steps. Asked again while it is still stopping, the studio ends the worker process.
 * A batch that the studio has not taken yet is simply not sent.
 */
export async function cancelPrint(key: string): Promise<void> {
  const job = usePrintQueue.getState().jobs.find((candidate) => candidate.key === key);
  if (!job || !isOpen(job)) return;
  change(key, (current) => ({ ...current, cancelRequested: true }));
  if (!job.job) {
    aborts.get(key)?.abort();
    return;
  }
  await cancelJob(job.job.id);
}

/** Cancels by the studio's job id: also jobs of another window. One that has just ended is no failure. */
export async function cancelJob(jobId: string): Promise<void> {
  await studio.generation.cancel({ jobId }).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'JOB_NOT_FOUND')) throw error;
  });
}

async function follow(key: string, request: GenerationRequestInput): Promise<void> {
  const abort = new AbortController();
  aborts.set(key, abort);
  try {
    const events = await studio.generation.run(request, { signal: abort.signal });
    for await (const event of events) {
      change(key, (job) => reducePrintJob(job, event));
      if (event.type === 'saved' || event.type === 'queued') refreshKept();
    }
  } catch (error) {
    change(key, (job) =>
      abort.signal.aborted
        ? reducePrintJob(job, { type: 'cancelled', jobId: '', saved: 0 })
        : failPrintJob(job, error),
    );
  } finally {
    aborts.delete(key);
    refreshKept();
  }
}

function change(key: string, next: (job: PrintJob) => PrintJob): void {
  usePrintQueue.setState(({ jobs }) => ({
    jobs: jobs.map((job) => (job.key === key ? next(job) : job)),
  }));
}
