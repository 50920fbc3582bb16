import { randomUUID } from 'node:crypto';
import type { Job } from 'bullmq';
import type { Redis } from 'ioredis';
import { PrintFailedError, WorkerDiedError } from '../workers/worker-errors.ts';
import type { PrintEvent } from '../workers/worker-pool.ts';
import type { WorkerSlot } from '../workers/worker-slot.ts';
import { DiskFullError, StudioAwayError } from './blob-store.ts';
import type { BlobHold } from './blob-store.ts';
import { keepSeconds } from './errand.ts';
import type { Keys } from './keys.ts';
import { hashBytes, parcelSchema, pieceBytes } from './parcel.ts';
import type { Delivery, Parcel, Progress, Refusal } from './parcel.ts';
import type { Seal } from './seal.ts';
import { unpackTask } from './unpack-task.ts';

/** Progress is told at most so often, in milliseconds; steps in between are told together. */
const tellEvery = 150;

export interface ParcelPrinting {
  readonly redis: Redis;
  readonly keys: Keys;
  readonly seal: Seal;
  readonly store: { hold(): BlobHold };
  /** Folder of what the engine reads by name. */
  readonly bundles: string;
}

/** What the device does, for those who look. */
export interface Doing {
  readonly state: 'fetching' | 'loading' | 'printing' | 'full';
  readonly share: number | null;
  /** Fingerprint of what it is loading. */
  readonly model?: string;
}

/**
 * Makes the picture that a queued job asks for and lays its pixels beside the queue.
 *
 * @returns what the job returns, sealed
 * @throws RefusedError for all that the studio is to hear of; StudioAwayError, DiskFullError, and WorkerDiedError over
 *   another picture, where it has to be tried again
 */
export async function printParcel(
  job: Job,
  slot: Pick<WorkerSlot, 'print'>,
  signal: AbortSignal,
  onDoing: (doing: Doing) => void,
  { redis, keys, seal, store, bundles }: ParcelPrinting,
): Promise<string> {
  const id = job.id ?? '';
  const telling = createTeller(job, seal);
  const files = store.hold();
  try {
    const parcel = openParcel(id, job.data, seal);
    onDoing({ state: 'fetching', share: null });
    telling.tell({ type: 'loading' });
    const task = await unpackTask(parcel, files, bundles, signal, (share) =>
      onDoing({ state: 'fetching', share }),
    );
    onDoing({ state: 'loading', share: null, model: parcel.fingerprint });
    for await (const event of slot.print(task, signal)) {
      if (event.type === 'cancelled') throw new RefusedError({ type: 'cancelled' });
      if (event.type === 'image') {
        await telling.end();
        const delivery = await deliver(event, { redis, keys, seal });
        return seal.closeJson(`delivery:${id}`, delivery);
      }
      if (event.type === 'memory-short') {
        const { neededBytes, availableBytes } = event;
        telling.tell({ type: 'memory-short', neededBytes, availableBytes });
      }
      if (event.type === 'calibrating') {
        const { step, steps } = event;
        onDoing({ state: 'loading', share: step / steps, model: parcel.fingerprint });
        telling.tell({ type: 'calibrating', step, steps });
      }
      if (event.type === 'step') {
        onDoing({ state: 'printing', share: event.step / event.steps });
        telling.step(event);
      }
    }
    throw new Error('The worker ended a task without a result.');
  } catch (error) {
    if (signal.aborted) throw new RefusedError({ type: 'cancelled' });
    if (isForAnother(error)) throw error;
    throw toRefused(error);
  } finally {
    files.release();
    await telling.end();
  }
}

/** The picture is as good as before, and this worker or another one can make it. */
export function isForAnother(error: unknown): boolean {
  return (
    error instanceof StudioAwayError ||
    error instanceof DiskFullError ||
    (error instanceof WorkerDiedError && error.overAnother)
  );
}

/** The studio is told why. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly refusal: Refusal;

  constructor(refusal: Refusal, options?: ErrorOptions) {
    super(refusal.type, options);
    this.refusal = refusal;
  }
}

function openParcel(id: string, data: unknown, seal: Seal): Parcel {
  return parcelSchema.parse(seal.openJson(`task:${id}`, String(data)));
}

function toRefused(error: unknown): RefusedError {
  if (error instanceof RefusedError) return error;
  const options = { cause: error };
  if (error instanceof PrintFailedError) {
    const { stage, reason, message: detail, facts } = error;
    return new RefusedError({ type: 'failed', stage, reason, detail, ...facts }, options);
  }
  if (error instanceof WorkerDiedError) {
    const { exitCode, wasReady, forMemory } = error;
    return new RefusedError({ type: 'died', exitCode, wasReady, forMemory }, options);
  }
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const detail = error instanceof Error ? error.message : String(error);
  const reason = typeof code === 'string' ? code : 'remote-worker';
  return new RefusedError(
    { type: 'failed', stage: 'print', reason, detail: `On the remote worker: ${detail}` },
    options,
  );
}

/** Pixels beside the queue, in sealed pieces under a key of their own: two workers may deliver the same picture. */
async function deliver(
  {
    image,
    safety,
    noiseHash,
    provider,
    precision,
    footprint,
  }: Extract<PrintEvent, { type: 'image' }>,
  { redis, keys, seal }: Pick<ParcelPrinting, 'redis' | 'keys' | 'seal'>,
): Promise<Delivery> {
  const { width, height, rgb } = image;
  const pixels = keys.pixels(randomUUID());
  const pieces = Math.max(1, Math.ceil(rgb.byteLength / pieceBytes));
  for (let piece = 0; piece < pieces; piece += 1) {
    const bytes = rgb.subarray(piece * pieceBytes, (piece + 1) * pieceBytes);
    await redis
      .multi()
      .rpush(pixels, seal.close(`pixels:${pixels}:${piece}`, bytes))
      .expire(pixels, keepSeconds)
      .exec();
  }
  return {
    pixels,
    pieces,
    width,
    height,
    sha256: hashBytes(rgb),
    safety,
    noiseHash,
    provider,
    precision,
    ...(footprint && { footprint }),
  };
}

/** Tells the studio of every step, several at once where they come quickly. */
function createTeller(job: Job, seal: Seal) {
  const place = `progress:${job.id ?? ''}`;
  let waiting: Extract<Progress, { type: 'steps' }>['steps'] = [];
  let timer: NodeJS.Timeout | undefined;
  let last = Promise.resolve();

  function tell(progress: Progress): void {
    const sealed = seal.closeJson(place, progress);
    // What is not told is only looked at; the picture does not wait for it.
    last = last.then(() => job.updateProgress(sealed)).catch(() => {});
  }

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    if (waiting.length > 0) tell({ type: 'steps', steps: waiting });
    waiting = [];
  }

  return {
    tell,
    step({ step, steps, seconds, preview }: Extract<PrintEvent, { type: 'step' }>): void {
      const shown = preview && {
        width: preview.width,
        height: preview.height,
        rgb: Buffer.from(preview.rgb).toString('base64'),
      };
      waiting.push({ step, steps, seconds, preview: shown });
      timer ??= setTimeout(flush, tellEvery);
    },
    /** Resolves when all is told: nothing follows the result. */
    async end(): Promise<void> {
      flush();
      await last;
    },
  };
}
