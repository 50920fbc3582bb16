import { open } from 'node:fs/promises';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Keys } from './keys.ts';
import { hashBytes, hashSchema, pieceBytes } from './parcel.ts';
import type { Blob } from './parcel.ts';
import { withinReason } from './redis-link.ts';
import { SealError } from './seal.ts';
import type { Seal } from './seal.ts';

/** A piece of a blob that a worker asks for. */
export const askSchema = z.object({
  sha256: hashSchema,
  offset: z.number().int().min(0),
  length: z.number().int().min(1).max(pieceBytes),
  /** Where the answer is waited for. */
  reply: z.string().regex(/^[\w-]{1,64}$/),
});
export type Ask = z.infer<typeof askSchema>;

/** Nobody waits longer than this for an answer, in seconds; what is left over vanishes. */
export const replySeconds = 60;

/** First byte of an answer. */
export const answers = { here: 0, unknown: 1 } as const;

/** What is sealed with a piece, so that one cannot be taken for another. */
export const placeOfPiece = ({ sha256, offset }: Pick<Ask, 'sha256' | 'offset'>): string =>
  `piece:${sha256}:${offset}`;

interface BlobShelfOptions {
  /** A connection of its own: it waits for asks. */
  readonly redis: Redis;
  /** The connection that answers. */
  readonly answering: Redis;
  readonly keys: Keys;
  readonly seal: Seal;
  readonly studio: string;
  readonly onProblem: (message: string, cause?: unknown) => void;
}

export type BlobShelf = ReturnType<typeof createBlobShelf>;

/**
 * Hands out files and pictures by their hashes, a piece at a time, to workers that ask through Redis. Only what was put
 * on the shelf can be had: a hash names nothing else on this machine.
 */
export function createBlobShelf(options: BlobShelfOptions) {
  const { redis, answering, keys, seal, studio, onProblem } = options;
  const files = new Map<string, string>();
  const memory = new Map<string, { bytes: Uint8Array; holders: number }>();
  const closing = new AbortController();

  async function serve(): Promise<void> {
    while (!closing.signal.aborted) {
      try {
        const popped = await redis.blpopBuffer(keys.asks(studio), 5);
        if (popped !== null) await answer(popped[1]);
      } catch (error) {
        if (closing.signal.aborted) return;
        if (!(error instanceof SealError)) {
          onProblem('A piece of a model could not be handed to a remote worker.', error);
        }
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    }
  }

  async function answer(sealed: Buffer): Promise<void> {
    const ask = askSchema.parse(JSON.parse(seal.open('ask', sealed).toString('utf8')));
    const bytes = await read(ask);
    const body =
      bytes === null ? Buffer.of(answers.unknown) : Buffer.concat([Buffer.of(answers.here), bytes]);
    const key = keys.reply(ask.reply);
    await answering
      .multi()
      .rpush(key, seal.close(placeOfPiece(ask), body))
      .expire(key, replySeconds)
      .exec();
  }

  async function read({ sha256, offset, length }: Ask): Promise<Uint8Array | null> {
    const held = memory.get(sha256)?.bytes;
    if (held !== undefined) return held.subarray(offset, offset + length);
    const path = files.get(sha256);
    if (path === undefined) return null;
    try {
      await using file = await open(path, 'r');
      const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, offset);
      return buffer.subarray(0, bytesRead);
    } catch (error) {
      onProblem(`${path} cannot be read for a remote worker.`, error);
      return null;
    }
  }

  const serving = serve();

  return {
    offerFile(sha256: string, path: string): void {
      files.set(sha256, path);
    },

    /** Keeps bytes at hand until the returned function is called. */
    offerBytes(bytes: Uint8Array): { blob: Blob; withdraw: () => void } {
      const sha256 = hashBytes(bytes);
      const held = memory.get(sha256) ?? { bytes, holders: 0 };
      held.holders += 1;
      memory.set(sha256, held);
      return {
        blob: { sha256, bytes: bytes.byteLength },
        withdraw: () => {
          held.holders -= 1;
          if (held.holders === 0) memory.delete(sha256);
        },
      };
    },

    async close(): Promise<void> {
      closing.abort();
      redis.disconnect();
      // Where the line was down, the client never answers what it was asked before.
      await withinReason(serving);
    },
  };
}
