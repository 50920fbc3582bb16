import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Job } from 'bullmq';
import type { WorkerSlot } from '../workers/worker-slot.ts';
import { createBlobStore, StudioAwayError } from './blob-store.ts';
import { bullPrefix, keysOf } from './keys.ts';
import { endPresence, showEvery, showPresence } from './presence.ts';
import type { Presence } from './presence.ts';
import { printParcel, RefusedError } from './print-parcel.ts';
import type { Doing } from './print-parcel.ts';
import { openRedisLink, QueueRefusedError, untilConnected, withinReason } from './redis-link.ts';
import type { LinkState } from './redis-link.ts';
import { createSeal } from './seal.ts';

/** How often a busy worker asks whether it is to stop, in milliseconds. */
const askEvery = 400;

/** Pause before the queue is asked again after the line was down, in milliseconds. */
const retryAfter = 2000;

/** Pause before an errand is tried again whose studio is away, in milliseconds. */
const awayPause = 5000;

/** Models that a device is taken to have in memory. */
const keptModels = 3;

export interface RemoteWorkerOptions {
  readonly url: string;
  readonly token: string;
  /** Folder of what was fetched; this process alone writes there. */
  readonly folder: string;
  readonly slots: readonly Pick<WorkerSlot, 'device' | 'print' | 'kill'>[];
  readonly host: string;
  readonly version: string;
  /** How long a worker may be silent before another one takes over its pictures, in milliseconds. */
  readonly takeOverAfter: number;
  readonly onLine: (state: LinkState, detail: string) => void;
  /** Told of what becomes of pictures. */
  readonly onNote: (note: WorkerNote) => void;
}

export type WorkerNote =
  | { readonly type: 'begun' | 'printed' | 'stopped' | 'put-back'; readonly id: string }
  | { readonly type: 'failed'; readonly id: string; readonly detail: string };

interface Place {
  readonly slot: RemoteWorkerOptions['slots'][number];
  /** What it works on. */
  current: { readonly id: string; readonly stop: AbortController } | null;
  doing: Doing | null;
  /** Fingerprints of what it has used, the latest last. */
  models: string[];
}

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
  const store = createBlobStore({ folder: join(folder, 'files'), ...line, patience: 20 });
  const printing = { ...line, store, bundles: join(folder, 'bundles') };
  const places: Place[] = slots.map((slot) => ({ slot, current: null, doing: null, models: [] }));

  const { DelayedError, UnrecoverableError, Worker } = await import('bullmq');

  async function work(job: Job, lock: string): Promise<string> {
    const place = places.find(({ current }) => current === null);
    if (place === undefined) throw new Error('More pictures than devices.');
    const jobId = job.id ?? '';
    const stop = new AbortController();
    place.current = { id: jobId, stop };
    onNote({ type: 'begun', id: jobId });
    const onDoing = (doing: Doing): void => {
      const isOther = doing.state !== place.doing?.state;
      place.doing = doing;
      if (doing.model !== undefined) {
        const others = place.models.filter((model) => model !== doing.model);
        place.models = [...others, doing.model].slice(-keptModels);
      }
      if (isOther) show();
    };
    try {
      const returned = await printParcel(job, place.slot, stop.signal, onDoing, printing);
      onNote({ type: 'printed', id: jobId });
      return returned;
    } catch (error) {
      const isLeaving = signal.aborted || error instanceof StudioAwayError;
      if (isLeaving) {
        onNote({ type: 'put-back', id: jobId });
        await job.moveToDelayed(Date.now() + (signal.aborted ? 0 : awayPause), lock);
        throw new DelayedError();
      }
      if (!(error instanceof RefusedError)) throw error;
      const { refusal } = error;
      // What it holds is in the way of the next try, which needs less.
      if (refusal.type === 'failed' && refusal.reason === 'out-of-memory') place.slot.kill();
      if (refusal.type === 'cancelled') onNote({ type: 'stopped', id: jobId });
      else onNote({ type: 'failed', id: jobId, detail: textOf(error) });
      throw new UnrecoverableError(seal.closeJson(`refusal:${jobId}`, refusal));
    } finally {
      place.current = null;
      place.doing = null;
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
    for (const { current } of places) if (current && ids.includes(current.id)) current.stop.abort();
  });

  function show(): void {
    if (link.state() !== 'connected') return;
    void showPresence(id, presence(), line).catch(() => {});
  }

  function presence(): Presence {
    return {
      host,
      version,
      devices: places.map(({ slot, doing, models }) => ({
        name: slot.device.name,
        provider: slot.device.provider,
        state: doing?.state ?? 'idle',
        share: doing?.share ?? null,
        models,
      })),
    };
  }

  async function hearStops(): Promise<void> {
    if (link.state() !== 'connected') return;
    for (const { slot, current } of places) {
      if (current === null) continue;
      const asked = await redis.get(keys.stop(current.id));
      if (asked !== null) current.stop.abort();
      if (asked === 'kill') slot.kill();
    }
  }

  show();
  const showing = setInterval(show, showEvery);
  const asking = setInterval(() => void hearStops().catch(() => {}), askEvery);
  await Promise.race([untilAborted(signal), refused.promise]);
  clearInterval(showing);
  for (const { current } of places) current?.stop.abort();
  if (link.state() === 'connected') {
    await worker.close();
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
