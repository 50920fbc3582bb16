import { randomUUID } from 'node:crypto';
import type { Job, Queue, Worker } from 'bullmq';
import { priorities } from './errand.ts';
import type { WorkerPlace } from './worker-place.ts';
import { placeThatGivesWay } from './worker-place.ts';

interface UrgentErrandsOptions {
  readonly queue: Queue;
  readonly worker: Worker;
  readonly places: readonly WorkerPlace[];
  readonly isOpen: () => boolean;
  /** How long the queue waits for a sign of life, in milliseconds. */
  readonly lockDuration: number;
  /**
   * Makes the picture at a place that waits between two steps.
   *
   * @throws what the queue is told; a DelayedError once it was put back
   */
  readonly make: (job: Job, lock: string, place: WorkerPlace) => Promise<string>;
  readonly isPutBack: (error: unknown) => boolean;
}

/** Whether somebody waits for the picture. */
export function isForeground({ opts }: Job): boolean {
  return opts.priority === priorities.foreground;
}

/**
 * What somebody waits for does not wait for a batch: where all devices make pictures of the background, it is taken out of
 * the queue and made between two steps of one of them.
 */
export function createUrgentErrands(options: UrgentErrandsOptions) {
  const { queue, worker, places, isOpen, lockDuration, make, isPutBack } = options;
  const underWay = new Set<Promise<void>>();
  let looking = false;

  async function takeNext(): Promise<void> {
    const place = placeThatGivesWay(places);
    if (place === undefined || !isOpen()) return;
    // BullMQ's own order: what is most urgent comes first.
    const [first] = (await queue.getPrioritized(0, 0)) as Job[];
    if (first === undefined || !isForeground(first)) return;
    const lock = randomUUID();
    const job = (await worker.getNextJob(lock, { block: false })) as Job | undefined;
    if (job === undefined) return;
    if (!isForeground(job) || placeThatGivesWay([place]) === undefined) {
      // Another worker was quicker, or the place has become free: the usual way takes it.
      await job.moveToDelayed(Date.now(), lock);
      return;
    }
    const work = finish(job, lock, place);
    underWay.add(work);
    void work.finally(() => underWay.delete(work));
  }

  async function finish(job: Job, lock: string, place: WorkerPlace): Promise<void> {
    const renewing = setInterval(() => {
      // Another worker has it by now; what is made here would be thrown away.
      job.extendLock(lock, lockDuration).catch(() => place.urgent?.stop.abort());
    }, lockDuration / 3);
    try {
      const returned = await make(job, lock, place);
      await job.moveToCompleted(returned, lock, false);
    } catch (error) {
      // What cannot be told now, the queue finds out: the lock runs out, and another worker takes it.
      if (!isPutBack(error)) await job.moveToFailed(error as Error, lock, false).catch(() => {});
    } finally {
      clearInterval(renewing);
      await look();
      if (place.urgent === null) place.slot.between.resume();
    }
  }

  async function look(): Promise<void> {
    if (looking) return;
    looking = true;
    try {
      await takeNext();
    } catch {
      // The line is down; the next look tries again.
    } finally {
      looking = false;
    }
  }

  return {
    /** Looks whether somebody waits. */
    look,
    /** Resolves when nothing is under way. */
    async settled(): Promise<void> {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}
