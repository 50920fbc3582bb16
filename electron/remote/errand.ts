import type { Job, Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { ZodError } from 'zod';
import { createEventQueue } from '../workers/event-queue.ts';
import {
  PlaceLostError,
  PrintFailedError,
  studioCloses,
  WorkerDiedError,
} from '../workers/worker-errors.ts';
import type { PrintEvent } from '../workers/worker-pool.ts';
import type { Keys } from './keys.ts';
import { deliverySchema, hashBytes, refusalSchema } from './parcel.ts';
import type { Delivery, Errand, Parcel } from './parcel.ts';
import { readProgress } from './read-progress.ts';
import { SealError } from './seal.ts';
import type { Seal } from './seal.ts';

/** BullMQ serves the smaller number first. */
export const priorities = { foreground: 1, background: 10 } as const;

/** How often the queue is asked about an errand even when nothing was told, in milliseconds. */
const lookEvery = 2000;

/** How long what was delivered stays once it was read, in seconds: until the picture is safe on disk. */
const readSeconds = 600;

/** How long the queue keeps what nobody has fetched, in seconds: a studio may be closed over a weekend. */
export const keepSeconds = 4 * 24 * 3600;

/** Deliveries that may be damaged or gone before the picture is given up. */
const maxSpoilt = 3;

/** What a studio's errands share. */
export interface ErrandLine {
  readonly queue: Queue;
  readonly redis: Redis;
  readonly keys: Keys;
  readonly seal: Seal;
  isConnected(): boolean;
  /** Told of what Redis refused; it is tried again. */
  trouble(error: unknown): void;
  /** Whether any worker has shown itself lately. */
  hasWorkers(): boolean;
  /** Calls `tell` with what the queue says of an errand, until the returned function is called. */
  listen(id: string, tell: (progress: string | null) => void): () => void;
}

export interface ErrandRequest {
  readonly id: string;
  readonly errand: Errand;
  readonly parcel: Parcel;
  readonly signal: AbortSignal;
  /** Aborts when the place is taken away. */
  readonly lost: AbortSignal;
  /** Aborts when it is to stop at once. */
  readonly killed: AbortSignal;
}

/**
 * Has one picture made by whichever worker takes it. What was asked for before (by a studio that crashed since) is taken
 * up where it is; what the queue has lost is asked for again.
 *
 * @throws PrintFailedError, WorkerDiedError, PlaceLostError
 */
export async function* runErrand(
  { id, errand, parcel, signal, lost, killed }: ErrandRequest,
  { queue, redis, keys, seal, isConnected, trouble, hasWorkers, listen }: ErrandLine,
): AsyncGenerator<PrintEvent, void, void> {
  const messages = createEventQueue<PrintEvent>();
  let settled = false;
  let spoilt = 0;
  let looking = false;
  let lookAgain = false;
  /** Whether what is in the queue was put or found alive there by this errand. */
  let begun = false;

  function settle(end: { event: PrintEvent } | { error: unknown }): void {
    if (settled) return;
    settled = true;
    if ('error' in end) messages.fail(end.error);
    else {
      messages.push(end.event);
      messages.end();
    }
  }
  const settleCancelled = (): void => settle({ event: { type: 'cancelled', id: 0 } });

  /** One look at a time; what happens meanwhile is looked at after it. */
  function look(): void {
    if (settled) return;
    // What was to be stopped is not waited for while the line is down; the worker hears of it later.
    if (signal.aborted && !isConnected()) {
      settleCancelled();
      return;
    }
    lookAgain = looking;
    if (looking) return;
    looking = true;
    void lookOnce()
      .catch(onTrouble)
      .finally(() => {
        looking = false;
        if (lookAgain) look();
      });
  }

  /** What Redis cannot do now (out of memory, just starting) it may do later: the next look tries again. */
  function onTrouble(error: unknown): void {
    if (error instanceof SealError || error instanceof ZodError) {
      settle({ error: new PrintFailedError('print', 'remote-foreign', error.message) });
    } else trouble(error);
  }

  async function lookOnce(): Promise<void> {
    const job = (await queue.getJob(id)) as Job | undefined;
    const state = job === undefined ? 'unknown' : await job.getState();
    if (settled) return;
    if (job === undefined || state === 'unknown') await begin();
    else if (state === 'completed') await collect(job);
    else if (state === 'failed') await refuse(job);
    else if (signal.aborted) await stop(job, state);
    else begun = true;
  }

  async function begin(): Promise<void> {
    if (signal.aborted) {
      settleCancelled();
      return;
    }
    await redis.del(keys.stop(id));
    await queue.add('print', seal.closeJson(`task:${id}`, parcel), {
      jobId: id,
      priority: priorities[errand.priority],
      attempts: 1,
      removeOnComplete: { age: keepSeconds },
      removeOnFail: { age: 3600 },
    });
    begun = true;
  }

  async function beginAnew(job: Job): Promise<void> {
    await job.remove();
    begun = false;
    await begin();
  }

  async function collect(job: Job): Promise<void> {
    const delivery = deliverySchema.parse(seal.openJson(`delivery:${id}`, String(job.returnvalue)));
    const rgb = await readPixels(delivery);
    if (rgb === null) {
      spoilt += 1;
      if (spoilt < maxSpoilt) await beginAnew(job);
      else {
        const text = 'What the remote worker sent did not arrive whole.';
        settle({ error: new PrintFailedError('print', 'remote-damaged', text) });
      }
      return;
    }
    const {
      width,
      height,
      pixels,
      pieces: _pieces,
      sha256: _sha256,
      footprint,
      ...said
    } = delivery;
    const image = { width, height, rgb };
    const alone = { id: 0, index: 0, left: 0, batch: 1 };
    settle({
      event: { type: 'image', ...alone, image, ...said, ...(footprint && { footprint }) },
    });
    await redis.expire(pixels, readSeconds);
  }

  /** Null where some of it is gone or is not what was sent. */
  async function readPixels({ pixels, pieces, width, height, sha256 }: Delivery) {
    const parts: Buffer[] = [];
    for (let piece = 0; piece < pieces; piece += 1) {
      const sealed = await redis.lindexBuffer(pixels, piece);
      if (sealed === null) return null;
      parts.push(seal.open(`pixels:${pixels}:${piece}`, sealed));
    }
    const rgb = Buffer.concat(parts);
    return rgb.byteLength === 3 * width * height && hashBytes(rgb) === sha256 ? rgb : null;
  }

  async function refuse(job: Job): Promise<void> {
    if (!begun) {
      // Of an earlier time: it failed or was stopped then, and is wanted again now.
      await beginAnew(job);
      return;
    }
    const reason = job.failedReason ?? '';
    if (/stalled more than/.test(reason)) {
      settle({ error: new WorkerDiedError(null, true) });
      return;
    }
    const refusal = refusalSchema.parse(seal.openJson(`refusal:${id}`, reason));
    if (refusal.type === 'cancelled') {
      if (signal.aborted) settleCancelled();
      else await beginAnew(job);
    } else if (refusal.type === 'died') {
      const { exitCode, wasReady, forMemory } = refusal;
      settle({ error: new WorkerDiedError(exitCode, wasReady, { forMemory }) });
    } else {
      const { stage, reason: code, detail, memory, added } = refusal;
      settle({ error: new PrintFailedError(stage, code, detail, { memory, added }) });
    }
  }

  async function stop(job: Job, state: string): Promise<void> {
    const isWaiting = state !== 'active';
    if (isWaiting) {
      // A worker may have taken it this very moment; then the next look finds it active.
      const removed = await job.remove().then(
        () => true,
        () => false,
      );
      if (removed) settleCancelled();
      return;
    }
    await redis.set(keys.stop(id), killed.aborted ? 'kill' : 'stop', 'EX', keepSeconds);
    // Nobody is left who would answer.
    if (!hasWorkers()) settleCancelled();
  }

  function onAbort(): void {
    if (settled) return;
    if (signal.reason === studioCloses) {
      // The worker goes on, and the next studio finds the picture.
      settleCancelled();
      return;
    }
    if (!isConnected()) void redis.set(keys.stop(id), 'stop', 'EX', keepSeconds).catch(() => {});
    look();
  }

  function onKill(): void {
    if (settled) return;
    void redis.set(keys.stop(id), 'kill', 'EX', keepSeconds).catch(() => {});
    settleCancelled();
  }

  function onLost(): void {
    if (settled) return;
    settle({ error: new PlaceLostError() });
    // Somebody else makes the picture now.
    void giveBack().catch(() => {});
  }

  async function giveBack(): Promise<void> {
    await redis.set(keys.stop(id), 'stop', 'EX', keepSeconds);
    const job = (await queue.getJob(id)) as Job | undefined;
    await job?.remove();
  }

  function onTold(progress: string | null): void {
    if (settled) return;
    if (progress === null) {
      look();
      return;
    }
    try {
      for (const event of readProgress(id, progress, seal)) messages.push(event);
    } catch (error) {
      onTrouble(error);
    }
  }

  const forget = listen(id, onTold);
  const timer = setInterval(look, lookEvery);
  signal.addEventListener('abort', onAbort, { once: true });
  lost.addEventListener('abort', onLost, { once: true });
  killed.addEventListener('abort', onKill, { once: true });
  try {
    look();
    if (signal.aborted) onAbort();
    if (lost.aborted) onLost();
    yield* messages;
  } finally {
    settled = true;
    clearInterval(timer);
    forget();
    signal.removeEventListener('abort', onAbort);
    lost.removeEventListener('abort', onLost);
    killed.removeEventListener('abort', onKill);
  }
}
