import type { PrintTask } from '../workers/messages.ts';
import { WorkerDiedError } from '../workers/worker-errors.ts';
import type { PrintSlot } from '../workers/worker-pool.ts';
import type { CellWorkOptions } from './cell-work.ts';
import { workOfCell } from './cell-work.ts';
import type { createCellChoice } from './choose-cells.ts';
import type { createOccupiedPlaces } from './occupied-places.ts';
import type { OpenJob } from './open-job.ts';
import { isOfOneModel, taskOf } from './print-cells.ts';
import { groupSize } from './print-paces.ts';
import type { Pace } from './print-paces.ts';

export interface PaceTrialsOptions extends CellWorkOptions {
  readonly choice: Pick<ReturnType<typeof createCellChoice>, 'isUntried' | 'learn'>;
  readonly occupied: Pick<ReturnType<typeof createOccupiedPlaces>, 'take' | 'leave'>;
  readonly slots: () => readonly PrintSlot[];
  /** Whether nothing is made or waits to be. */
  readonly isIdle: () => boolean;
  /** Told when a place is free again. */
  readonly onFree: () => void;
  readonly onProblem: (message: string, cause?: unknown) => void;
}

/** How long nothing has to be asked for before something is tried, in milliseconds. */
const quiet = 3000;

/** Steps that are taken of a trial's pictures: the first does not count, and of an odd number one is in the middle. */
const steps = 6;

/** As many as keep the pictures from being finished before it is heard that they need not be. */
const leastSteps = 2 * steps;

/**
 * Small jobs have too few pictures to try whether several at once are faster: what that takes would be noticed. So it is
 * tried when nothing has been asked for during some seconds: a few steps of such a job's pictures, one alone and four at
 * once, of which nothing is kept. A job that comes meanwhile stops this before its next step.
 */
export function createPaceTrials(options: PaceTrialsOptions) {
  const { choice, occupied, isIdle, onFree, onProblem } = options;
  /** The last job of each place that had pictures enough for a group. */
  const candidates = new Map<PrintSlot, OpenJob>();
  let timer: NodeJS.Timeout | undefined;
  let running: { readonly stop: AbortController; readonly ended: Promise<void> } | null = null;

  async function tryOut(slot: PrintSlot, entry: OpenJob, signal: AbortSignal): Promise<void> {
    const together = await taskFor(entry);
    // Nothing is loaded for a trial: that would put away what the next job may need.
    if (together === null || !slot.holds(together.model.fingerprint)) return;
    const { further: _further, ...alone } = together;
    // One after the other, so that what else the machine does is the same for both.
    while (choice.isUntried(entry, slot)) {
      for (const task of [alone, together]) {
        const pace = await measure(slot, task, entry, signal);
        if (pace === null) return;
        choice.learn(entry, slot, pace);
      }
    }
  }

  /** Null where what the job needs is gone, or its pictures cannot be made at once. */
  async function taskFor({ job, prepared }: OpenJob): Promise<PrintTask | null> {
    const known = await prepared?.catch(() => null);
    if (!known) return null;
    const cells = Array.from({ length: groupSize }, (_, seed) => ({ arm: 0, seed }));
    const works = await Promise.all(cells.map((cell) => workOfCell(known, cell, options)));
    const [first, ...others] = works;
    if (first === undefined || !others.every((other) => isOfOneModel(first, other))) return null;
    const task = taskOf([first, ...others], 'usual');
    return {
      ...task,
      settings: { ...task.settings, steps: Math.max(leastSteps, job.settings.steps) },
    };
  }

  async function begin(slot: PrintSlot, entry: OpenJob, signal: AbortSignal): Promise<void> {
    // It gives way by ending.
    occupied.take(slot, { priority: 'foreground' });
    try {
      await tryOut(slot, entry, signal);
      if (!signal.aborted) candidates.delete(slot);
    } catch (error) {
      candidates.delete(slot);
      if (signal.aborted) return;
      // Not again in this studio; and what has ended the process twice takes for ever on this device.
      const batch = error instanceof WorkerDiedError ? groupSize : 1;
      choice.learn(entry, slot, { asked: groupSize, batch, seconds: [0, Infinity] });
      onProblem('It could not be tried whether several pictures at once are faster.', error);
    } finally {
      occupied.leave(slot);
      running = null;
      onFree();
    }
  }

  function start(): void {
    // Workers of devices that are not used any more take no task.
    const next = [...candidates].find(([slot]) => options.slots().includes(slot));
    if (next === undefined) return;
    const stop = new AbortController();
    running = { stop, ended: begin(...next, stop.signal) };
  }

  return {
    /** A picture of the job was made there. */
    note(entry: OpenJob, slot: PrintSlot): void {
      if (entry.job.seeds.length >= groupSize && choice.isUntried(entry, slot)) {
        candidates.set(slot, entry);
      }
    },

    /** Called whenever something was asked for or has ended: what is tried gives way, or is begun after a while. */
    settle(): void {
      clearTimeout(timer);
      if (!isIdle()) running?.stop.abort();
      else if (candidates.size > 0 && running === null) timer = setTimeout(start, quiet).unref();
    },

    /** Resolves when nothing is tried any more. */
    async close(): Promise<void> {
      clearTimeout(timer);
      candidates.clear();
      running?.stop.abort();
      await running?.ended;
    },
  };
}

/** How fast the first steps of a task are taken; null where that was stopped. Nothing is finished. */
async function measure(
  slot: PrintSlot,
  task: PrintTask,
  { job }: OpenJob,
  signal: AbortSignal,
): Promise<Pace | null> {
  const enough = new AbortController();
  const either = AbortSignal.any([signal, enough.signal]);
  const errand = { jobId: job.id, cell: { arm: 0, seed: 0 }, priority: 'background' } as const;
  const asked = 1 + (task.further?.length ?? 0);
  const seconds: number[] = [];
  /** Pictures that have taken their first step before the second one of any. */
  let batch = 0;
  for await (const event of slot.print(task, either, errand)) {
    if (event.type !== 'step' || enough.signal.aborted) continue;
    if (event.step === 1) batch += 1;
    if (event.index === 0) seconds.push(event.seconds);
    if (seconds.length === steps || (event.step > 1 && batch < asked)) enough.abort();
  }
  return enough.signal.aborted ? { asked, batch, seconds } : null;
}
