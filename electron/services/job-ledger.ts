import type { GenerationEvent } from '../api/contract/generation.ts';
import type { JobEnd } from '../database/jobs-table.ts';
import type { Tables } from '../database/tables.ts';
import type { EventQueue } from '../workers/event-queue.ts';
import { report } from './open-job.ts';
import type { OpenJob } from './open-job.ts';
import { toJobFailure } from './print-failure.ts';
import { describeWriteFailure } from './studio-error.ts';
import type { StorageWait } from './wait-for-storage.ts';

export interface JobLedgerOptions {
  readonly tables: Tables;
  readonly clock: () => Date;
  readonly onProblem: (message: string, cause?: unknown) => void;
  readonly storage: StorageWait;
  readonly picturesFolder: string;
}

/**
 * Writes what becomes of a job into its row, then tells those who follow it. A row that cannot be written is reported
 * and stops nothing: the next studio counts the pictures that are there.
 */
export function createJobLedger(options: JobLedgerOptions) {
  const { tables, clock, onProblem, storage, picturesFolder } = options;
  const closing = new AbortController();

  function record({ job }: OpenJob, what: string, write: () => void): void {
    try {
      write();
    } catch (cause) {
      onProblem(`${what} of job ${job.id} was not recorded.`, cause);
    }
  }

  /** A cancelled job must not come back at the next start: its end is written when the disk takes it. */
  function recordLater(what: string, write: () => void): void {
    const tryIt = async (): Promise<void> => {
      try {
        write();
      } catch (error) {
        throw describeWriteFailure(error, what, picturesFolder, 0);
      }
    };
    storage
      .save(tryIt, closing.signal)
      .catch((error: unknown) => onProblem(`${what} was not recorded.`, error));
  }

  function wait(entry: OpenJob): void {
    entry.job.status = 'queued';
    record(entry, 'The pause', () => tables.jobs.wait(entry.job.id, entry.deaths));
  }

  function attempt(entry: OpenJob): void {
    record(entry, 'An attempt', () => tables.jobs.begin(entry.job.id, entry.deaths + 1));
  }

  return {
    begin(entry: OpenJob): void {
      entry.job.status = 'running';
      attempt(entry);
    },

    /** It was begun and waits again: for a pause, or behind others. */
    wait,

    /** It lost a worker while another one works on it, so it does not wait. */
    attempt,

    saved(entry: OpenJob, event: Extract<GenerationEvent, { type: 'saved' }>): void {
      record(entry, 'A picture', () => tables.jobs.progress(entry.job.id));
      report(entry, event);
    },

    /** It has ended, for good or until somebody retries it. */
    finish(entry: OpenJob, status: JobEnd['status'], error?: unknown): void {
      const { job, finished } = entry;
      job.status = status;
      const end = {
        status,
        finishedAt: clock().toISOString(),
        ...(status === 'failed' && { failure: toJobFailure(error) }),
        ...(status === 'done' && paceOf(entry)),
      };
      // On a full disk this row cannot be written either. The job's own error is what the user needs.
      recordLater(`The end (${status}) of job ${job.id}`, () => tables.jobs.finish(job.id, end));
      if (status === 'done') report(entry, { type: 'done', jobId: job.id, ...paceOf(entry) });
      if (status === 'cancelled') {
        report(entry, { type: 'cancelled', jobId: job.id, saved: finished.size });
      }
      endFollowers(entry, (events) => {
        if (status === 'failed') events.fail(error);
        else events.end();
      });
    },

    /** What could not be written by now is left: the next studio goes on with what such jobs lack. */
    close: (): void => closing.abort(),

    /** The studio closes: the job stays queued for the next one. */
    leave(entry: OpenJob): void {
      if (entry.job.status === 'running') wait(entry);
      endFollowers(entry, (events) => events.end());
    },
  };
}

function endFollowers(entry: OpenJob, end: (events: EventQueue<GenerationEvent>) => void): void {
  for (const events of entry.followers) end(events);
  entry.followers.clear();
  entry.ended.resolve();
}

function paceOf({ begunAt, stepSeconds }: OpenJob): { seconds: number; secondsPerStep: number } {
  return {
    seconds: begunAt === null ? 0 : (performance.now() - begunAt) / 1000,
    secondsPerStep: stepSeconds.count === 0 ? 0 : stepSeconds.sum / stepSeconds.count,
  };
}
