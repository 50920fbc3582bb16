import { createHash } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { KnownFile } from '../database/model-files-table.ts';
import type { ModelFile } from './model-files.ts';

const chunkBytes = 512 * 1024;

export interface ReadingPace {
  readonly signal?: AbortSignal | undefined;
  /** Told of every piece that was read, in bytes. */
  readonly onBytes?: ((count: number) => void) | undefined;
  /** Milliseconds of rest for each of reading; 0 where somebody waits for it. */
  readonly rest?: number;
  /** While this says so, nothing is read. */
  readonly isBusy?: (() => boolean) | undefined;
}

const busyPause = 500;

/**
 * What is in a file, read in small pieces so that the studio answers in between.
 *
 * @throws the system's error, the signal's reason
 */
export async function hashModelFile(
  { name, path }: Pick<ModelFile, 'name' | 'path'>,
  pace: ReadingPace = {},
): Promise<KnownFile> {
  return { name, ...(await hashFiles([path], pace)) };
}

/** What can be told of files without reading them. */
export interface FileFacts {
  /** Of all of them. */
  readonly bytes: number;
  /** Time of the last change, milliseconds since 1970; of several files the sum of theirs, which any of them changes. */
  readonly changed: number;
}

/** @throws the system's error */
export async function factsOfFiles(paths: readonly string[]): Promise<FileFacts> {
  const all = await Promise.all(paths.map((path) => stat(path)));
  return {
    bytes: all.reduce((sum, { size }) => sum + size, 0),
    changed: all.reduce((sum, { mtimeMs }) => sum + mtimeMs, 0),
  };
}

/**
 * One hash of files that are read one behind the other, in small pieces so that the studio answers in between.
 *
 * @throws the system's error, the signal's reason
 */
export async function hashFiles(
  paths: readonly string[],
  { signal, onBytes, rest = 0, isBusy }: ReadingPace = {},
): Promise<FileFacts & { readonly sha256: string }> {
  const facts = await factsOfFiles(paths);
  const hash = createHash('sha256');
  const buffer = Buffer.alloc(chunkBytes);
  for (const path of paths) {
    await using file = await open(path);
    for (;;) {
      signal?.throwIfAborted();
      for (let busy = isBusy?.(); busy; busy = isBusy?.()) {
        await wait(busyPause, undefined, signal && { signal });
      }
      const begun = performance.now();
      const { bytesRead } = await file.read(buffer, 0, chunkBytes);
      if (bytesRead === 0) break;
      hash.update(buffer.subarray(0, bytesRead));
      onBytes?.(bytesRead);
      if (rest > 0) await wait((performance.now() - begun) * rest, undefined, signal && { signal });
    }
  }
  return { ...facts, sha256: hash.digest('hex') };
}

/** Whether a file counts for what a model is: words about it do not. */
export function isWeighed({ name }: Pick<ModelFile, 'name'>): boolean {
  return !/^(?:nishiki\.json|licen[cs]e[^/]*|readme[^/]*)$/i.test(name);
}

/**
 * One hash for the whole model: a single file's own; of several files that of the lines that `sha256sum` prints for them,
 * in the order of their names.
 */
export function joinHashes(files: readonly KnownFile[]): string {
  const [only] = files;
  if (only !== undefined && files.length === 1) return only.sha256;
  const sorted = files.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const lines = sorted.map(({ name, sha256 }) => `${sha256}  ${name}\n`);
  return createHash('sha256').update(lines.join('')).digest('hex');
}
