import { create } from 'zustand';
import type { GenerationRequestInput } from '../../electron/api/contract/generation.ts';
import { isConnectionLoss, isModelFailure } from '../api/error-words.ts';
import { queryClient, refreshKept, studio, studioQuery } from '../api/studio.ts';
import { i18n } from '../i18n/i18n.ts';
import {
  failPrintJob,
  isOpen,
  newPrintJob,
  progressOf,
  reducePrintJob,
  reopenPrintJob,
} from './print-job.ts';
import type { PrintJob } from './print-job.ts';
import { sayEnded, sayFailed } from './say-ended.ts';

interface PrintQueue {
  /** Every batch started from this page, oldest first. They outlive the room that started them. */
  readonly jobs: readonly PrintJob[];
}

export const usePrintQueue = create<PrintQueue>()(() => ({ jobs: [] }));

const pauseBeforeRetry = 1000;

/** Batches that are asked for, by their keys. */
const submissions = new Map<string, Submission>();

interface Submission {
  /** Null until the studio has taken it in. */
  jobId: string | null;
  /** Cancelled before that: the studio may have it all the same by then. */
  withdrawn: boolean;
}

/** Starts a batch and follows it to its end; returns its key at once. Failures are kept in the job. */
export function startPrint(request: GenerationRequestInput): string {
  const key = crypto.randomUUID();
  usePrintQueue.setState(({ jobs }) => ({ jobs: [...jobs, newPrintJob(key, request)] }));
  void follow(key, request);
  return key;
}

/**
 * Asks a batch to stop between two steps. Asked again while it is still stopping, the studio ends the worker process.
 * One that the studio has not answered for yet is cancelled here at once, and there as soon as it has an id.
 */
export async function cancelPrint(key: string): Promise<void> {
  const job = usePrintQueue.getState().jobs.find((candidate) => candidate.key === key);
  if (!job || !isOpen(job)) return;
  const submission = submissions.get(key);
  const jobId = job.job?.id ?? submission?.jobId;
  if (typeof jobId === 'string') {
    change(key, (current) => ({ ...current, cancelRequested: true }));
    await cancelJob(jobId);
    return;
  }
  if (submission) submission.withdrawn = true;
  change(key, (current) =>
    reducePrintJob(current, { type: 'cancelled', jobId: '', saved: progressOf(current).saved }),
  );
}

/**
 * Follows the jobs that are open and not followed yet: a reload loses no batch, and one that had ended here goes on in its
 * own frames. What is printed of a grid or a pack is at home there. Returns the ids of all open ones.
 */
export async function adoptOpenJobs(): Promise<string[]> {
  const { open } = await studio.queue.list();
  for (const { job, runId } of open) {
    if (runId !== null) continue;
    const known = usePrintQueue.getState().jobs.find((one) => one.job?.id === job.id);
    if (known && isOpen(known)) continue;
    const { arms, seeds, settings } = job;
    const request = { arms, ...settings, seeds, count: seeds.length };
    layInFront(known ? reopenPrintJob(known) : newPrintJob(job.id, request));
    void followKept(known?.key ?? job.id, async () => job.id);
  }
  return open.map(({ job }) => job.id);
}

/** Queues failed and cancelled jobs anew, for the pictures that they lack, and follows them. */
export async function retryJobs(jobIds: readonly string[]): Promise<void> {
  await studio.queue.retry({ jobIds: [...jobIds] });
  await adoptOpenJobs();
}

/** As `retryJobs`, for a batch of the desk; one that the studio has never taken in is asked for again. */
export async function retryPrint({ key }: PrintJob): Promise<void> {
  const job = usePrintQueue.getState().jobs.find((candidate) => candidate.key === key);
  if (!job || isOpen(job)) return;
  if (job.job) {
    await retryJobs([job.job.id]);
    return;
  }
  layInFront(reopenPrintJob(job));
  void follow(key, job.request);
}

/** The newest batch is the one that is shown large. */
function layInFront(job: PrintJob): void {
  usePrintQueue.setState(({ jobs }) => ({
    jobs: [...jobs.filter(({ key }) => key !== job.key), job],
  }));
}

/** Cancels by the studio's job id. One that has just ended is no failure; asked twice, its worker is ended. */
async function cancelJob(jobId: string): Promise<void> {
  await studio.queue.cancel({ jobIds: [jobId] });
}

async function follow(key: string, request: GenerationRequestInput): Promise<void> {
  const submission: Submission = { jobId: null, withdrawn: false };
  submissions.set(key, submission);
  const submit = async (): Promise<string | null> => {
    try {
      const { job } = await studio.queue.submit(request);
      submission.jobId = job.id;
    } catch (error) {
      if (submission.withdrawn) return null;
      throw error;
    }
    if (!submission.withdrawn) return submission.jobId;
    await cancelJob(submission.jobId);
    return null;
  };
  try {
    await followKept(key, submit);
  } finally {
    if (submissions.get(key) === submission) submissions.delete(key);
  }
}

/**
 * Follows a job to its end; the studio prints it whether or not this page is there.
 *
 * @param findId null where it is no longer wanted
 */
async function followKept(key: string, findId: () => Promise<string | null>): Promise<void> {
  try {
    const jobId = await findId();
    if (jobId === null) return;
    while (isOpenKey(key)) await followOnce(key, jobId);
  } catch (error) {
    // Create says then that another one draws.
    if (isModelFailure(error)) {
      void queryClient.invalidateQueries({ queryKey: studioQuery.models.key() });
    }
    change(key, (job) => (isOpen(job) ? failPrintJob(job, error) : job));
  } finally {
    refreshKept();
    sayHowItEnded(key);
  }
}

/** Pictures of the batches that have ended since the last word about them. */
let unsaid = 0;

/** One word when the last batch has ended; a failure is said at once. */
function sayHowItEnded(key: string): void {
  const { jobs } = usePrintQueue.getState();
  const job = jobs.find((candidate) => candidate.key === key);
  if (!job) return;
  const places = ['/create', '/compare', `/compare/${job.job?.comparisonId}`] as const;
  if (job.status === 'failed') sayFailed(job.error, places);
  unsaid += progressOf(job).saved;
  if (jobs.some(isOpen)) return;
  if (unsaid > 0) sayEnded(i18n.t('queue.printed', { count: unsaid }), places);
  unsaid = 0;
}

/** Reads the job's events until they end; a lost connection only ends this reading of them. */
async function followOnce(key: string, jobId: string): Promise<void> {
  try {
    for await (const event of await studio.queue.follow({ jobId })) {
      change(key, (job) => reducePrintJob(job, event));
      if (event.type === 'saved' || event.type === 'queued') refreshKept();
    }
  } catch (error) {
    if (!isConnectionLoss(error)) throw error;
  }
  // The studio that closes ends the stream as well: a little later there is another one, or none.
  if (isOpenKey(key)) await new Promise((resolve) => setTimeout(resolve, pauseBeforeRetry));
}

function isOpenKey(key: string): boolean {
  return usePrintQueue.getState().jobs.some((job) => job.key === key && isOpen(job));
}

function change(key: string, next: (job: PrintJob) => PrintJob): void {
  usePrintQueue.setState(({ jobs }) => ({
    jobs: jobs.map((job) => (job.key === key ? next(job) : job)),
  }));
}
