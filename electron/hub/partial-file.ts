import { createHash } from 'node:crypto';
import { createReadStream, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { mkdir, open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { HubFile } from './list-repository.ts';

/** Small enough that little is fetched twice after a kill, large enough that asking for it costs nothing. */
const segmentBytes = 16 * 2 ** 20;

export interface Segment {
  readonly start: number;
  /** Past the last byte. */
  readonly end: number;
}

/** A file that arrives in pieces: `path.part` holds them, `path.part.json` says which are there. */
export interface PartialFile {
  readonly file: HubFile;
  /** Bytes that are there from before. */
  readonly bytesDone: number;
  readonly missing: readonly Segment[];
  write(bytes: Uint8Array, position: number): Promise<void>;
  /** Notes that a segment is there, so that another process goes on after it. True where it was the last one. */
  finish(segment: Segment): boolean;
  /** Whether what arrived is what the hub lists; only then the file takes its name, whole and lasting. */
  complete(): Promise<boolean>;
  /** Throws away what has arrived and begins anew. Returns all segments. */
  restart(): Promise<readonly Segment[]>;
  close(): Promise<void>;
}

const journalSchema = z.object({ digest: z.string(), done: z.array(z.number().int()) });

/**
 * Opens what is there of a file, or begins it.
 *
 * @param path where the whole file will be; folders above it are made
 * @throws the system's error, as all its methods do
 */
export async function openPartialFile(path: string, file: HubFile): Promise<PartialFile> {
  const part = `${path}.part`;
  const journal = `${part}.json`;
  await mkdir(dirname(path), { recursive: true });
  const segments = segmentsOf(file.size);
  const kept = await isThere(part);
  const done = new Set(kept ? readJournal(journal, file.digest.value) : []);
  let handle: FileHandle | null = kept
    ? await open(part, 'r+')
    : await openWithSize(part, file.size);
  const missing = segments.filter(({ start }) => !done.has(start));
  const sizes = segments
    .filter(({ start }) => done.has(start))
    .map(({ start, end }) => end - start);

  async function close(): Promise<void> {
    const opened = handle;
    handle = null;
    await opened?.close();
  }

  return {
    file,
    bytesDone: sizes.reduce((sum, size) => sum + size, 0),
    missing,
    async write(bytes, position) {
      for (let written = 0; written < bytes.length;) {
        if (handle === null) throw new Error(`${part} is closed`);
        const { bytesWritten } = await handle.write(
          bytes,
          written,
          bytes.length - written,
          position + written,
        );
        written += bytesWritten;
      }
    },
    finish({ start }) {
      done.add(start);
      // Renamed into place: a kill in the middle must not leave half a note.
      writeFileSync(
        `${journal}.new`,
        JSON.stringify({ digest: file.digest.value, done: [...done] }),
      );
      renameSync(`${journal}.new`, journal);
      return done.size === segments.length;
    },
    async complete() {
      await handle?.sync();
      await close();
      if ((await digestOf(part, file)) !== file.digest.value) return false;
      await rename(part, path);
      await rm(journal, { force: true });
      return true;
    },
    async restart() {
      await close();
      await rm(journal, { force: true });
      done.clear();
      handle = await openWithSize(part, file.size);
      return segments;
    },
    close,
  };
}

/** A new file, or an old one emptied. A disk that has no room for it gets the handle back. */
async function openWithSize(path: string, size: number): Promise<FileHandle> {
  const handle = await open(path, 'w+');
  try {
    await handle.truncate(size);
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** An empty file is one empty segment, so that it is completed as all others are. */
function segmentsOf(size: number): Segment[] {
  const count = Math.max(1, Math.ceil(size / segmentBytes));
  return Array.from({ length: count }, (_, index) => ({
    start: index * segmentBytes,
    end: Math.min(size, (index + 1) * segmentBytes),
  }));
}

/** A note that cannot be read, or is about another file of this name, is as good as none. */
function readJournal(path: string, digest: string): number[] {
  try {
    const journal = journalSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
    return journal.digest === digest ? journal.done : [];
  } catch {
    return [];
  }
}

async function digestOf(path: string, { size, digest }: HubFile): Promise<string> {
  if (digest.kind === 'none') return digest.value;
  const hash = createHash(digest.kind === 'git' ? 'sha1' : digest.kind);
  if (digest.kind === 'git') hash.update(`blob ${size}\0`);
  for await (const bytes of createReadStream(path, { highWaterMark: 2 ** 20 })) {
    hash.update(bytes as Uint8Array);
  }
  return hash.digest('hex');
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
