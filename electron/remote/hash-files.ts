import { createHash } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { writeFileDurably } from '../images/write-file-durably.ts';
import { hashSchema } from './parcel.ts';
import type { Blob } from './parcel.ts';

const knownSchema = z.record(
  z.string(),
  z.object({ bytes: z.number(), changed: z.number(), sha256: hashSchema }),
);

/**
 * SHA-256 of files, kept by path, size and time of change: a model of gigabytes is read through once.
 *
 * @param file where the hashes are kept; a damaged or missing one begins anew
 */
export function createFileHashes(file: string) {
  let known: z.infer<typeof knownSchema> | null = null;
  /** One file after the other: disks read one faster than two, and what is known is written by one at a time. */
  let last: Promise<unknown> = Promise.resolve();

  function read(): z.infer<typeof knownSchema> {
    try {
      return knownSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    } catch {
      return {};
    }
  }

  async function hash(path: string): Promise<Blob> {
    known ??= read();
    const { size, mtimeMs } = await stat(path);
    const before = known[path];
    if (before?.bytes === size && before.changed === mtimeMs) {
      return { sha256: before.sha256, bytes: size };
    }
    const digest = createHash('sha256');
    await pipeline(createReadStream(path, { highWaterMark: 2 ** 20 }), digest);
    const sha256 = digest.digest('hex');
    known[path] = { bytes: size, changed: mtimeMs, sha256 };
    // Where it cannot be kept, the file is read through once more another time.
    await writeFileDurably(file, Buffer.from(JSON.stringify(known))).catch(() => {});
    return { sha256, bytes: size };
  }

  /** @throws the system's error */
  return async (path: string): Promise<Blob> => {
    const work = last.then(() => hash(path));
    last = work.catch(() => {});
    return await work;
  };
}
export type FileHashes = ReturnType<typeof createFileHashes>;
