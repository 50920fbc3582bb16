import type { Picture } from '../api/contract/gallery.ts';
import type { GenerationEvent } from '../api/contract/generation.ts';
import type { Cell } from '../api/contract/recipe.ts';
import type { JobEnd, RunPart } from '../database/jobs-table.ts';
import type { Tables } from '../database/tables.ts';
import { studioCloses, WorkerDiedError } from '../workers/worker-errors.ts';
import type { PrintSlot } from '../workers/worker-pool.ts';
import { prepareJob } from './cell-work.ts';
import type { PreparedJob } from './cell-work.ts';
import { createCellChoice } from './choose-cells.ts';
import type { NextWork } from './choose-cells.ts';
import { nextPauseEnd } from './job-attempts.ts';
import { createJobLedger } from './job-ledger.ts';
import { createKnownPaces } from './known-paces.ts';
import { createOccupiedPlaces } from './occupied-places.ts';
import { cellKey, isComplete, report } from './open-job.ts';
import type { OpenJob } from './open-job.ts';
import { createPaceTrials } from './pace-trials.ts';
import { printCells } from './print-cells.ts';
import type { PrintCellsOptions } from './print-cells.ts';
import type { PrintPlaces } from './print-places.ts';
import { meetSetback } from './print-setback.ts';
import { createQueueChanges } from './queue-changes.ts';
import { sortByPriority } from './queue-order.ts';
import { restoreJobs } from './restore-jobs.ts';
import type { StorageWait } from './wait-for-storage.ts';
import { firstWaiting } from './waiting-work.ts';

/** How far ahead a worker looks for a picture whose model it holds: a few rows of a comparison of four arms. */
const maxLookAhead = 8;

export interface JobQueueOptions extends PrintCellsOptions {
  readonly tables: Tables;
  readonly places: PrintPlaces;
  readonly storage: StorageWait;
  /** Told of every picture once it is saved. */
  readonly onSaved: (picture: Picture) => void;
  readonly onProblem: (message: string, cause?: unknown) => void;
}

export type JobQueue = ReturnType<typeof createJobQueue>;

/**
 * The open jobs, in order, and their way through the workers. The unit of work is one picture, or a few of one job where
 * that is faster: whenever a worker is free, it gets the next of the first job that has some left. A foreground job need
 * not wait for a background job's picture: it takes place between two of its steps. Every change of a job is in its row before it is told.
 */
export function createJobQueue(options: JobQueueOptions) {
  const { tables, places, storage, clock, onProblem } = options;
  const ledger = createJobLedger(options);
  let jobs: OpenJob[] = [];
  let paused = tables.jobs.isPaused();
  /** Whether jobs of earlier studios print as well. */
  let resumed = false;
  let closing = false;
  let alarm: NodeJS.Timeout | undefined;
  const occupied = createOccupiedPlaces(places);
  const paces = createKnownPaces({ ...options, table: tables.printPaces });
  const choice = createCellChoice({ ...options, models: tables.models, paces });
  const trials = createPaceTrials({
    ...options,
    choice,
    occupied,
    slots: () => places.slots(),
    isIdle: () =>
      !closing && !paused && !jobs.some((entry) => isReady(entry) || entry.printing.size > 0),
    onFree: () => pump(),
  });
  const { tell: changed, watch } = createQueueChanges();
  /** When work was looked for last. */
  let looked = 0;

  function pump(): void {
    for (let work = nextWork(); work !== null; work = nextWork()) begin(work);
    for (const entry of jobs) {
      if (entry.job.status !== 'running' || entry.printing.size > 0) continue;
      ledger.wait(entry);
      changed();
    }
    setAlarm();
    trials.settle();
  }

  function nextWork(): NextWork | null {
    if (closing || paused) return null;
    looked = performance.now();
    const ready = jobs.filter((entry) => isReady(entry) && entry.notBefore <= looked);
    const first = firstWaiting(ready, tables.models);
    const free = occupied.free(first?.job.priority ?? null);
    return choice.next(first, free, places.slots().length > 1 ? maxLookAhead : 1);
  }

  function isReady({ own, abort }: OpenJob): boolean {
    return (own || resumed) && !abort.signal.aborted;
  }

  /** A job whose worker died waits a little; nothing else would wake the queue then. */
  function setAlarm(): void {
    clearTimeout(alarm);
    if (closing || paused) return;
    const pause = nextPauseEnd(jobs.filter(isReady), looked);
    if (pause !== null) alarm = setTimeout(pump, pause + 1);
  }

  function begin({ job: entry, cells, slot }: NextWork): void {
    occupied.take(slot, entry);
    for (const cell of cells) entry.printing.set(cellKey(cell), slot);
    entry.begunAt ??= performance.now();
    if (entry.job.status !== 'running') {
      ledger.begin(entry);
      changed();
    }
    void print(entry, cells, slot).finally(() => {
      occupied.leave(slot);
      for (const cell of cells) entry.printing.delete(cellKey(cell));
      settle(entry);
      pump();
      occupied.resumeAfter(slot);
    });
  }

  async function print(entry: OpenJob, cells: readonly Cell[], slot: PrintSlot): Promise<void> {
    let prepared: PreparedJob | undefined;
    try {
      if (entry.failure !== null) return;
      prepared = await (entry.prepared ??= prepareJob(entry.job, options));
      const { promptId, priority, finished, abort, footprint } = entry;
      const context = { promptId, priority, footprint, signal: abort.signal };
      await printCells(
        prepared,
        cells,
        slot,
        {
          ...context,
          saved: () => finished.size,
          report: (event) => reportProgress(entry, event),
          save: (attempt) =>
            storage.save(attempt, abort.signal, (held) => report(entry, { type: 'held', ...held })),
          onSaved: (cell, picture) => keep(entry, cell, picture),
          onPace: (pace) => {
            choice.learn(entry, slot, pace);
            trials.note(entry, slot);
          },
        },
        options,
      );
    } catch (error) {
      // The worker was ended for that; the job stays for the next studio.
      if (closing && error instanceof WorkerDiedError) return;
      const onLost = (): void => {
        if (new Set(entry.printing.values()).size > 1) ledger.attempt(entry);
      };
      const setback = { entry, cells, slot, prepared };
      const gaveUp = meetSetback(error, setback, { onProblem, onLost });
      if (gaveUp !== null) fail(entry, gaveUp.error);
    }
  }

  function keep(entry: OpenJob, cell: Cell, picture: Picture): void {
    entry.finished.add(cellKey(cell));
    entry.deaths = 0;
    ledger.saved(entry, { type: 'saved', cell, picture });
    options.onSaved(picture);
    changed();
  }

  function reportProgress(entry: OpenJob, event: GenerationEvent): void {
    report(entry, event);
    if (event.type !== 'step') return;
    entry.stepSeconds.sum += event.seconds;
    entry.stepSeconds.count += 1;
    changed({ jobId: entry.job.id, step: event });
  }

  /** Stops what else is printed of the job; `settle` ends it. */
  function fail(entry: OpenJob, error: unknown): void {
    entry.failure ??= { error };
    entry.abort.abort();
  }

  /** Ends a job of which nothing is being printed any more, where it has come to an end. */
  function settle(entry: OpenJob): void {
    if (entry.printing.size > 0 || !jobs.includes(entry)) return;
    const { abort, failure } = entry;
    if (failure !== null) finish(entry, 'failed', failure.error);
    else if (isComplete(entry)) finish(entry, 'done');
    // Cancelled just before the studio closes, it must not come back with the next one.
    else if (abort.signal.aborted && abort.signal.reason !== studioCloses) {
      finish(entry, 'cancelled');
    } else if (closing) ledger.leave(entry);
  }

  function finish(entry: OpenJob, status: JobEnd['status'], error?: unknown): void {
    jobs = jobs.filter((other) => other !== entry);
    ledger.finish(entry, status, error);
    changed();
  }

  function cancel(entry: OpenJob): void {
    const { printing, abort } = entry;
    if (printing.size === 0) {
      abort.abort();
      finish(entry, 'cancelled');
    } else if (abort.signal.aborted) {
      // Asked twice: a step may take minutes, and only the end of the process stops it.
      for (const slot of new Set(printing.values())) {
        if (!occupied.isInterrupted(slot)) slot.kill();
      }
    } else {
      abort.abort();
    }
  }

  places.onChange(pump);
  storage.onChange(changed);

  return {
    /** In the order in which they print. */
    open: (): readonly OpenJob[] => jobs,

    get(jobId: string): OpenJob | null {
      return jobs.find(({ job }) => job.id === jobId) ?? null;
    },

    /** Open jobs that print before one of this priority that is added now. */
    ahead(priority: OpenJob['priority']): number {
      const before = jobs.filter((entry) => entry.own || resumed);
      return before.filter((entry) => priority === 'background' || entry.priority === 'foreground')
        .length;
    },

    /** Adds a job whose row is written, and begins it if a worker is free. */
    add(entry: OpenJob): void {
      places.open();
      jobs = sortByPriority([...jobs, entry]);
      changed();
      pump();
    },

    /** Takes over the open job that prints this part of a run, which an earlier studio left; null where there is none. */
    claim({ runId, part }: RunPart): OpenJob | null {
      const entry = jobs.find(
        (one) => one.part?.runId === runId && one.part.part === part && !one.abort.signal.aborted,
      );
      if (entry === undefined) return null;
      places.open();
      entry.own = true;
      pump();
      return entry;
    },

    cancel,

    /** Puts the open jobs in another order. */
    reorder(order: readonly OpenJob[]): void {
      tables.transaction(() => tables.jobs.reorder(order.map(({ job }) => job.id)));
      jobs = [...order];
      changed();
      pump();
    },

    isPaused: () => paused,

    /** Why finished pictures wait to be saved; null while they need not. */
    held: storage.held,

    setPaused(next: boolean): void {
      tables.jobs.setPaused(next);
      paused = next;
      changed();
      pump();
    },

    /** Takes in what earlier studios left. It prints once `resume` was called. */
    restore(): void {
      jobs = restoreJobs(tables, clock);
    },

    resume(): void {
      places.open();
      resumed = true;
      pump();
    },

    /** Says that an entry was changed from outside. */
    changed,

    watch,

    /** Ends the workers. Jobs whose callers wait are cancelled; all others stay queued for the next studio. */
    async close(): Promise<void> {
      closing = true;
      clearTimeout(alarm);
      const entries = [...jobs];
      for (const entry of entries) {
        if (entry.attached) cancel(entry);
        else if (entry.printing.size > 0) entry.abort.abort(studioCloses);
        else ledger.leave(entry);
      }
      const tried = trials.close();
      places.kill();
      await tried;
      await Promise.all(entries.map(({ ended }) => ended.promise));
      ledger.close();
    },
  };
}
