import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Job } from 'bullmq';
import { setTimeout as sleep } from 'node:timers/promises';
import { createBlobBudget } from './blob-budget.ts';
import { createBlobStore, DiskFullError } from './blob-store.ts';
import { bullPrefix, keysOf } from './keys.ts';
import { endPresence, showEvery, showPresence } from './presence.ts';
import { isForAnother, printParcel, RefusedError } from './print-parcel.ts';
import type { Doing } from './print-parcel.ts';
import { openRedisLink, QueueRefusedError, untilConnected, withinReason } from './redis-link.ts';
import type { LinkState } from './redis-link.ts';
import { createSeal } from './seal.ts';
import { createUrgentErrands, isForeground } from './urgent-errands.ts';
import {
  createCurrent,
  createPlace,
  currentsOf,
  describePlace,
  killFor,
  noteDoing,
} from './worker-place.ts';
import type { WorkerPlace } from './worker-place.ts';

/** How often a busy worker asks whether it is to stop, in milliseconds. */
const askEvery = 400;

/** Pause before the queue is asked again after the line was down, in milliseconds. */
const retryAfter = 2000;

/** Pause before an errand is tried again whose studio is away, in milliseconds. */
const awayPause = 5000;

/** How long a worker whose disk is full takes nothing, so that others have the first choice, in milliseconds. */
const fullPause = 10_000;

export interface RemoteWorkerOptions {
  readonly url: string;
  readonly token: string;
  /** Folder of what was fetched; this process alone writes there. */
  readonly folder: string;
  /** Bytes of fetched files that are kept at most. */
  readonly budget: number;
  readonly slots: readonly WorkerPlace['slot'][];
  readonly host: string;
  readonly version: string;
  /** How long a worker may be silent before another one takes over its pictures, in milliseconds. */
  readonly takeOverAfter: number;
  readonly onLine: (state: LinkState, detail: string) => void;
  /** Told of what becomes of pictures. */
  readonly onNote: (note: WorkerNote) => void;
}

export type WorkerNote =
  | { readonly type: 'begun' | 'printed' | 'stopped' | 'put-back' | 'full'; readonly id: string }
  | { readonly type: 'failed'; readonly id: string; readonly detail: string };

/**
 * Takes pictures out of the queue and makes them until `signal` aborts: what is being made then goes back into the queue
 * for others.
 *
 * @throws QueueRefusedError where Redis refuses the worker, also later
 */
export async function runRemoteWorker(
  options: RemoteWorkerOptions,
  signal: AbortSignal,
): Promise<void> {
  const { url, token, folder, slots, host, version, takeOverAfter, onLine, onNote } = options;
  const seal = createSeal(token);
  const keys = keysOf(seal.queueName);
  const id = randomUUID();
  const refused = Promise.withResolvers<void>();
  const link = await openRedisLink(url, () => {
    onLine(link.state(), link.detail());
    if (link.state() === 'refused') refused.resolve();
  });
  const { redis } = link;
  try {
    await untilConnected(link, signal);
  } catch (error) {
    await link.close();
    throw error;
  }
  const line = { redis, keys, seal };
  const files = join(folder, 'files');
  const bundles = join(folder, 'bundles');
  const budget = createBlobBudget({
    folder: files,
    bundles,
    budget: options.budget,
    clock: () => new Date(),
  });
  await budget.makeRoom(0);
  const store = createBlobStore({ folder: files, budget, ...line, patience: 20 });
  const printing = { ...line, store, bundles };
  const places = slots.map(createPlace);

  const { DelayedError, Queue, UnrecoverableError, Worker } = await import('bullmq');

  async function work(job: Job, lock: string): Promise<string> {
    const place = places.find(({ regular }) => regular === null);
    if (place === undefined) throw new Error('More pictures than devices.');
    return await make(job, lock, place, 'regular');
  }

  async function make(
    job: Job,
    lock: string,
    place: WorkerPlace,
    lane: 'regular' | 'urgent',
  ): Promise<string> {
    const jobId = job.id ?? '';
    const current = createCurrent(jobId, isForeground(job) ? 'foreground' : 'background');
    place[lane] = current;
    onNote({ type: 'begun', id: jobId });
    const onDoing = (doing: Doing): void => {
      if (noteDoing(place, current, doing)) show();
    };
    const slot = lane === 'urgent' ? place.slot.between : place.slot;
    try {
      const returned = await printParcel(job, slot, current.stop.signal, onDoing, printing);
      onNote({ type: 'printed', id: jobId });
      return returned;
    } catch (error) {
      if (signal.aborted || isForAnother(error)) {
        const isFull = error instanceof DiskFullError;
        onNote({ type: isFull ? 'full' : 'put-back', id: jobId });
        await job.moveToDelayed(Date.now() + (signal.aborted ? 0 : awayPause), lock);
        if (isFull) {
          onDoing({ state: 'full', share: null });
          await sleep(fullPause, undefined, { signal }).catch(() => {});
        }
        throw new DelayedError();
      }
      if (!(error instanceof RefusedError)) throw error;
      const { refusal } = error;
      // What it holds is in the way of the next try, which needs less.
      if (refusal.type === 'failed' && refusal.reason === 'out-of-memory') {
        killFor(place, current);
      }
      if (refusal.type === 'cancelled') onNote({ type: 'stopped', id: jobId });
      else onNote({ type: 'failed', id: jobId, detail: textOf(error) });
      throw new UnrecoverableError(seal.closeJson(`refusal:${jobId}`, refusal));
    } finally {
      place[lane] = null;
      show();
    }
  }

  const worker = new Worker(seal.queueName, (job, lock = '') => work(job, lock), {
    prefix: bullPrefix,
    skipVersionCheck: true,
    connection: redis,
    concurrency: slots.length,
    lockDuration: takeOverAfter,
    stalledInterval: takeOverAfter,
    runRetryDelay: retryAfter,
    // Twice is the picture's fault: the studio counts it against the job.
    maxStalledCount: 1,
  });
  worker.on('error', () => {});
  // Another worker has it by now; what is made here would be thrown away.
  worker.on('lockRenewalFailed', (ids: string[]) => {
    for (const { regular } of places) if (regular && ids.includes(regular.id)) regular.stop.abort();
  });

  const queue = new Queue(seal.queueName, {
    prefix: bullPrefix,
    skipVersionCheck: true,
    connection: redis,
  });
  queue.on('error', () => {});
  const urgent = createUrgentErrands({
    queue,
    worker,
    places,
    isOpen: () => link.state() === 'connected' && !signal.aborted,
    lockDuration: takeOverAfter,
    make: (job, lock, place) => make(job, lock, place, 'urgent'),
    isPutBack: (error) => error instanceof DelayedError,
  });

  function show(): void {
    if (link.state() !== 'connected') return;
    void showPresence(id, { host, version, devices: places.map(describePlace) }, line).catch(
      () => {},
    );
  }

  async function hearStops(): Promise<void> {
    if (link.state() !== 'connected') return;
    for (const place of places) {
      for (const current of currentsOf(place)) {
        const asked = await redis.get(keys.stop(current.id));
        if (asked !== null) current.stop.abort();
        if (asked === 'kill') killFor(place, current);
      }
    }
    await urgent.look();
  }

  show();
  const showing = setInterval(show, showEvery);
  const asking = setInterval(() => void hearStops().catch(() => {}), askEvery);
  await Promise.race([untilAborted(signal), refused.promise]);
  clearInterval(showing);
  for (const current of places.flatMap(currentsOf)) current.stop.abort();
  if (link.state() === 'connected') {
    await Promise.all([worker.close(), urgent.settled()]);
    await withinReason(queue.close());
    await withinReason(endPresence(id, line));
  }
  clearInterval(asking);
  const refusal = link.state() === 'refused' ? link.detail() : null;
  await link.close();
  if (refusal !== null) throw new QueueRefusedError(refusal);
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function textOf({ refusal }: RefusedError): string {
  if (refusal.type === 'failed') return refusal.detail;
  return refusal.type === 'died' ? `exit code ${refusal.exitCode ?? '–'}` : '';
}
