import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Tables } from '../database/tables.ts';
import { nameStagedFiles, partialEnding } from '../images/write-file-durably.ts';
import { insertTakenIn } from './insert-taken-in.ts';
import type { StagedPicture, TakenIn } from './take-in-picture.ts';

/** What an import has kept. */
export interface Kept {
  /** Pictures whose files are safe. */
  count: number;
  /** Pictures of the studio's own: their rows wait for the others of their comparisons. */
  readonly own: TakenIn[];
}

/**
 * What becomes of pictures that were read: their files are named, their thumbnails written, then their rows. Stopped
 * anywhere, a picture is not there, or its file is and its row comes at the next start; never a row without its file.
 *
 * @param underWay pictures without rows yet
 */
export function createKeeper(tables: Tables, underWay: Map<string, string>) {
  function forget(pictures: readonly TakenIn[]): void {
    const ids = new Set(pictures.map(({ id }) => id));
    for (const [key, id] of underWay) if (ids.has(id)) underWay.delete(key);
  }

  function writeRows(pictures: readonly TakenIn[]): void {
    if (pictures.length === 0) return;
    try {
      insertTakenIn(pictures, tables);
    } finally {
      forget(pictures);
    }
  }

  /** Files and thumbnails. Returns the pictures whose files are safe, and the first failure. */
  async function writeFiles(pictures: readonly StagedPicture[]) {
    const { named, failure } = await nameStagedFiles(
      pictures.flatMap(({ staged }) => staged ?? []),
    );
    const isSafe = ({ staged }: StagedPicture): boolean => staged === null || named.has(staged);
    const safe = pictures.filter(isSafe);
    forget(pictures.filter((read) => !isSafe(read)).map(({ picture }) => picture));
    const small = await Promise.allSettled(safe.map(({ thumbnail }) => writeQuickly(thumbnail)));
    const unwritten = small.find((result) => result.status === 'rejected');
    return { safe: safe.map(({ picture }) => picture), failure: failure ?? unwritten?.reason };
  }

  return {
    /** @throws the system's or SQLite's error, once what could be kept is kept */
    async keep(pictures: readonly StagedPicture[], kept: Kept): Promise<void> {
      const { safe, failure } = await writeFiles(pictures);
      kept.count += safe.length;
      kept.own.push(...safe.filter(({ origin }) => 'recipe' in origin));
      writeRows(safe.filter(({ origin }) => !('recipe' in origin)));
      if (failure !== undefined) throw failure;
    },

    /** The rows of the studio's own pictures, once all are there. @throws SQLite's error */
    keepOwn: ({ own }: Kept): void => writeRows(own),
  };
}

/** Whole or not there after a crash of the program; a thumbnail that a power cut takes is made again from its picture. */
async function writeQuickly({ path, bytes }: StagedPicture['thumbnail']): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path + partialEnding, bytes);
  await rename(path + partialEnding, path);
}
