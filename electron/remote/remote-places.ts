import type { Queue, QueueEvents } from 'bullmq';
import type { PrintTask } from '../workers/messages.ts';
import { PrintFailedError } from '../workers/worker-errors.ts';
import type { PrintEvent, PrintSlot } from '../workers/worker-pool.ts';
import { createBlobShelf } from './blob-shelf.ts';
import type { BlobShelf } from './blob-shelf.ts';
import { runErrand } from './errand.ts';
import type { ErrandLine } from './errand.ts';
import type { FileHashes } from './hash-files.ts';
import { bullPrefix, keysOf } from './keys.ts';
import { createTaskPacker } from './pack-task.ts';
import { errandId } from './parcel.ts';
import type { Errand } from './parcel.ts';
import { listPresent } from './presence.ts';
import type { SeenWorker } from './presence.ts';
import { openRedisLink, withinReason } from './redis-link.ts';
import type { LinkState } from './redis-link.ts';
import { createSeal } from './seal.ts';

/** How often the studio looks who is there, in milliseconds. */
const lookEvery = 2000;

/** Events that the stream keeps for a studio whose line is down; each carries a small preview. */
const keptEvents = 1000;

export interface RemotePlacesOptions {
  readonly url: string;
  readonly token: string;
  /** Name by which workers ask this studio for files; the same one after a restart. */
  readonly studio: string;
  readonly hashes: FileHashes;
  /**
   * How long pictures wait for a line or for workers that are gone before their places are given up, in milliseconds; null
   * where there is no other place to make them.
   */
  readonly patience: () => number | null;
  /** Told of every change of places, workers or line. */
  readonly onChange: () => void;
  readonly onProblem: (message: string, cause?: unknown) => void;
}

export interface RemotePlaces {
  readonly slots: readonly PrintSlot[];
  line(): { state: LinkState; detail: string };
  workers(): readonly SeenWorker[];
  /** There may be another number of places now. */
  settle(): void;
  /** Leaves what is being made to the workers and ends the connections. */
  close(): Promise<void>;
}

interface RemoteSlot extends PrintSlot {
  readonly busy: boolean;
  /** Takes the place away: what it makes waits for another one. */
  giveUp(): void;
}

/**
 * Places on other machines: as many as there are devices that show themselves in the queue. A place is not one certain
 * device; whichever is free takes what was put into the queue.
 */
export async function openRemotePlaces(options: RemotePlacesOptions): Promise<RemotePlaces> {
  const { url, token, studio, patience, onChange, onProblem } = options;
  const seal = createSeal(token);
  const keys = keysOf(seal.queueName);
  let workers: readonly SeenWorker[] = [];
  let slots: RemoteSlot[] = [];
  /** Since when nothing could be made anywhere, by `performance.now()`. */
  let idleSince = performance.now();
  let closed = false;
  const tellers = new Map<string, (progress: string | null) => void>();

  const link = await openRedisLink(url, () => {
    settleSlots();
    onChange();
  });
  const { redis } = link;
  const { Queue: BullQueue, QueueEvents: BullEvents } = await import('bullmq');
  const base = { prefix: bullPrefix, skipVersionCheck: true };
  const queue: Queue = new BullQueue(seal.queueName, {
    ...base,
    connection: redis,
    streams: { events: { maxLen: keptEvents } },
  });
  const events: QueueEvents = new BullEvents(seal.queueName, { ...base, connection: redis });
  const shelfRedis = redis.duplicate();
  const shelf: BlobShelf = createBlobShelf({
    redis: shelfRedis,
    answering: redis,
    keys,
    seal,
    studio,
    onProblem,
  });
  const pack = createTaskPacker(studio, shelf, options.hashes);
  // Told by the link already; BullMQ would throw what nobody listens to.
  queue.on('error', () => {});
  events.on('error', () => {});
  events.on('progress', ({ jobId, data }) => {
    if (typeof data === 'string') tellers.get(jobId)?.(data);
  });
  for (const name of ['completed', 'failed', 'removed'] as const) {
    events.on(name, ({ jobId }: { jobId: string }) => tellers.get(jobId)?.(null));
  }

  const line: ErrandLine = {
    queue,
    redis,
    keys,
    seal,
    isConnected: () => link.state() === 'connected',
    hasWorkers: () => workers.length > 0,
    trouble: (error) => {
      if (!closed) onProblem('Redis could not do what the remote queue asked for.', error);
    },
    listen(id, tell) {
      tellers.set(id, tell);
      return () => tellers.delete(id);
    },
  };

  /** One picture at a time, in the queue or on a device. */
  function createLane() {
    let busy = false;
    let lost = new AbortController();
    let killed = new AbortController();

    async function* print(
      task: PrintTask,
      signal: AbortSignal,
      errand: Errand,
    ): AsyncGenerator<PrintEvent, void, void> {
      busy = true;
      lost = new AbortController();
      killed = new AbortController();
      try {
        const { parcel, release } = await pack(task).catch(throwUnpacked);
        try {
          const id = errandId(errand, parcel);
          const request = { id, errand, parcel, signal, lost: lost.signal, killed: killed.signal };
          yield* runErrand(request, line);
        } finally {
          release();
        }
      } finally {
        busy = false;
        settleSlots();
      }
    }

    return {
      print,
      get busy() {
        return busy;
      },
      holds: (fingerprint: string) => devices().some(({ models }) => models.includes(fingerprint)),
      get loaded() {
        return Math.max(0, ...devices().map(({ models }) => models.length));
      },
      kill: () => killed.abort(),
      giveUp: () => lost.abort(),
    };
  }

  function createSlot(): RemoteSlot {
    const regular = createLane();
    const urgent = createLane();
    return {
      print: regular.print,
      holds: regular.holds,
      kill: regular.kill,
      get busy() {
        return regular.busy || urgent.busy;
      },
      get loaded() {
        return regular.loaded;
      },
      // Which device gives way, the workers settle, and there it goes on by itself.
      between: Object.assign(urgent, { resume: () => {} }),
      giveUp() {
        regular.giveUp();
        urgent.giveUp();
      },
    };
  }

  function devices() {
    return workers.flatMap((worker) => worker.devices);
  }

  /** As many places as devices; one that is busy stays until it is done. */
  function settleSlots(): void {
    const isUp = link.state() === 'connected';
    const least = isUp && patience() === null ? 1 : 0;
    const wanted = isUp && !closed ? Math.max(least, devices().length) : 0;
    const busy = slots.filter((slot) => slot.busy);
    const free = slots.filter((slot) => !slot.busy).slice(0, Math.max(0, wanted - busy.length));
    slots = [...busy, ...free];
    while (slots.length < wanted) slots.push(createSlot());
  }

  async function lookAround(): Promise<void> {
    if (link.state() === 'connected') {
      const before = JSON.stringify(workers);
      workers = await listPresent({ redis, keys, seal });
      if (before !== JSON.stringify(workers)) onChange();
    }
    const isAlive = link.state() === 'connected' && workers.length > 0;
    const now = performance.now();
    if (isAlive) idleSince = now;
    else if (now - idleSince > (patience() ?? Infinity)) {
      for (const slot of slots) if (slot.busy) slot.giveUp();
    }
    settleSlots();
  }

  let timer: NodeJS.Timeout | undefined;
  function keepLooking(): void {
    void lookAround()
      .catch((error: unknown) => line.trouble(error))
      .finally(() => {
        if (!closed) timer = setTimeout(keepLooking, lookEvery);
      });
  }
  keepLooking();

  return {
    get slots() {
      return slots;
    },
    line: () => ({ state: link.state(), detail: link.detail() }),
    workers: () => (link.state() === 'connected' ? workers : []),
    settle: settleSlots,
    async close(): Promise<void> {
      closed = true;
      clearTimeout(timer);
      for (const slot of slots) if (slot.busy) slot.giveUp();
      await shelf.close();
      await withinReason(Promise.allSettled([events.close(), queue.close()]));
      await link.close();
    },
  };
}

/** What the task names cannot be read here: as a worker of this machine would say it. */
function throwUnpacked(error: unknown): never {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string')
    throw error;
  throw new PrintFailedError('load', error.code, error.message);
}
