import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Redis } from 'ioredis';
import { answers, placeOfPiece, replySeconds } from './blob-shelf.ts';
import type { Ask } from './blob-shelf.ts';
import type { BlobBudget } from './blob-budget.ts';
import type { Keys } from './keys.ts';
import { pieceBytes } from './parcel.ts';
import type { Blob } from './parcel.ts';
import type { Seal } from './seal.ts';

/** The studio gave no piece: it is closed, or does not know the hash. */
export class StudioAwayError extends Error {
  override readonly name = 'StudioAwayError';
}

/** This machine's own disk is full or read-only, and nothing is left that could make room. */
export class DiskFullError extends Error {
  override readonly name = 'DiskFullError';
}

interface BlobStoreOptions {
  /** Absolute path; only this process writes there. */
  readonly folder: string;
  readonly budget: BlobBudget;
  readonly redis: Redis;
  readonly keys: Keys;
  readonly seal: Seal;
  /** How long the studio may take for one piece, in seconds. */
  readonly patience: number;
}

/** Pieces that are asked for ahead of the one that is waited for. */
const ahead = 4;

/** Files for one picture: they stay until it lets go of them. */
export type BlobHold = ReturnType<ReturnType<typeof createBlobStore>['hold']>;

/**
 * Files by their hashes. One that is not here is fetched from the studio that named it: it grows in `partial/`, goes on
 * where a stop has cut it off, and takes its name once its hash is right. Names are made of hashes alone, so nothing that
 * arrives can name a place outside of the folder.
 */
export function createBlobStore({ folder, budget, redis, keys, seal, patience }: BlobStoreOptions) {
  /** One file at a time: two pictures of the same model ask for the same files. */
  let last: Promise<unknown> = Promise.resolve();

  async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const begun = last.then(work);
    last = begun.catch(() => {});
    return await begun;
  }

  const pathOf = ({ sha256 }: Blob): string => join(folder, sha256.slice(0, 2), sha256);
  const partialOf = ({ sha256 }: Blob): string => join(folder, 'partial', sha256);

  async function fetch(
    blob: Blob,
    studio: string,
    signal: AbortSignal,
    onBytes: (bytes: number) => void,
  ): Promise<void> {
    const path = pathOf(blob);
    if (await isWhole(path, blob)) return await budget.use(path);
    const partial = partialOf(blob);
    const before = await sizeOf(partial);
    // One that is too long is of another time; what is right of it, the hash will tell.
    if (before !== null && before > blob.bytes) await rm(partial);
    await budget.makeRoom(blob.bytes - Math.min(before ?? 0, blob.bytes));
    await appendWhereFits(partial, blob, studio, signal, onBytes);
    if ((await hashFile(partial)) !== blob.sha256) {
      await rm(partial, { force: true });
      throw new StudioAwayError('What arrived is not what was named; it was thrown away.');
    }
    await mkdir(dirname(path), { recursive: true });
    await rename(partial, path);
    await budget.use(path);
  }

  /** Where the disk is full, what was fetched before makes room, and it goes on where it was. */
  async function appendWhereFits(
    partial: string,
    blob: Blob,
    studio: string,
    signal: AbortSignal,
    onBytes: (bytes: number) => void,
  ): Promise<void> {
    for (;;) {
      try {
        await mkdir(dirname(partial), { recursive: true });
        await append(partial, blob, studio, signal, onBytes);
        return;
      } catch (error) {
        if (!isDiskFull(error)) throw error;
        const missing = blob.bytes - ((await sizeOf(partial)) ?? 0);
        if ((await budget.freeDisk(missing)) > 0) continue;
        throw new DiskFullError(`There is no space left in ${folder}.`, { cause: error });
      }
    }
  }

  async function append(
    partial: string,
    blob: Blob,
    studio: string,
    signal: AbortSignal,
    onBytes: (bytes: number) => void,
  ): Promise<void> {
    // Before the connection: a disk that refuses it leaves none behind.
    const file = await open(partial, 'a');
    const waiting = redis.duplicate();
    const reply = randomUUID();
    try {
      let offset = (await file.stat()).size;
      let asked = offset;
      while (offset < blob.bytes) {
        signal.throwIfAborted();
        while (asked < blob.bytes && asked - offset < ahead * pieceBytes) {
          const length = Math.min(pieceBytes, blob.bytes - asked);
          await ask({ sha256: blob.sha256, offset: asked, length, reply }, studio);
          asked += length;
        }
        const piece = await endOnAbort(receive(waiting, blob.sha256, offset, reply), signal);
        await file.appendFile(piece);
        offset += piece.byteLength;
        onBytes(piece.byteLength);
      }
      await file.sync();
    } finally {
      await file.close();
      waiting.disconnect();
    }
  }

  async function ask(wanted: Ask, studio: string): Promise<void> {
    const key = keys.asks(studio);
    const sealed = seal.close('ask', Buffer.from(JSON.stringify(wanted)));
    await redis.multi().rpush(key, sealed).expire(key, replySeconds).exec();
  }

  async function receive(
    waiting: Redis,
    sha256: string,
    offset: number,
    reply: string,
  ): Promise<Buffer> {
    const popped = await waiting.blpopBuffer(keys.reply(reply), patience);
    if (popped === null) throw new StudioAwayError('The studio does not answer.');
    const body = seal.open(placeOfPiece({ sha256, offset }), popped[1]);
    if (body[0] !== answers.here || body.byteLength === 1) {
      throw new StudioAwayError('The studio has no such file any more.');
    }
    return body.subarray(1);
  }

  function hold() {
    const releases: (() => void)[] = [];
    const keep = (blobs: readonly Blob[]): void => {
      releases.push(budget.hold(blobs.flatMap((blob) => [pathOf(blob), partialOf(blob)])));
    };
    return {
      pathOf,

      /**
       * Sees to it that the files are here.
       *
       * @param onBytes told of what has arrived since it was told last
       * @throws StudioAwayError, DiskFullError, SealError, the system's error, the signal's reason; what has arrived is kept
       */
      async ensure(
        blobs: readonly Blob[],
        studio: string,
        signal: AbortSignal,
        onBytes: (bytes: number) => void = () => {},
      ): Promise<void> {
        keep(blobs);
        await inTurn(async () => {
          for (const blob of blobs) await fetch(blob, studio, signal, onBytes);
        });
      },

      /** What is in a file that is here. */
      read: async (blob: Blob): Promise<Buffer> => await readFile(pathOf(blob)),

      /**
       * Fetches something that is not to stay, nor any part of it: the user's pictures are no models.
       *
       * @throws as `ensure`
       */
      async take(blob: Blob, studio: string, signal: AbortSignal): Promise<Buffer> {
        keep([blob]);
        return await inTurn(async () => {
          try {
            await fetch(blob, studio, signal, () => {});
            return await readFile(pathOf(blob));
          } finally {
            for (const path of [pathOf(blob), partialOf(blob)]) await rm(path, { force: true });
          }
        });
      },

      /** The files may go from now on. */
      release(): void {
        for (const letGo of releases.splice(0)) letGo();
      },
    };
  }

  return { hold };
}

/**
 * What the promise comes to, or the signal's reason once that aborts. A race with one promise for all pieces would keep every
 * piece until the last one is here.
 */
async function endOnAbort<Result>(promise: Promise<Result>, signal: AbortSignal): Promise<Result> {
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  const stop = (): void => reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([promise, stopped]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function isDiskFull(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return code === 'ENOSPC' || code === 'EDQUOT' || code === 'EROFS';
}

async function isWhole(path: string, { bytes }: Blob): Promise<boolean> {
  return (await sizeOf(path)) === bytes;
}

async function sizeOf(path: string): Promise<number | null> {
  return await stat(path).then(
    ({ size }) => size,
    () => null,
  );
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: pieceBytes }), hash);
  return hash.digest('hex');
}
