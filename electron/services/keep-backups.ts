import { statfs, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { backUpDatabase, listBackups } from '../database/back-up-database.ts';
import type { DataFolder } from './data-folder.ts';

/** After the studio was opened: the first minute belongs to the user. */
const firstWaitMs = 60_000;
const hourMs = 3_600_000;
/** A copy older than this is made anew. */
const dayMs = 24 * hourMs;

/** A copy is not worth the last of the disk: so many times its size must be left. */
const roomFactor = 4;

interface KeepBackupsOptions {
  readonly clock: () => Date;
  readonly onProblem: (message: string, cause?: unknown) => void;
}

/**
 * Copies the database once a day while the studio is open, so that ratings, tags and boards outlive a damaged file.
 * Returns what ends it.
 */
export function keepBackups(
  data: DataFolder,
  { clock, onProblem }: KeepBackupsOptions,
): () => Promise<void> {
  const closing = new AbortController();
  const file = join(data.path, 'nishiki.db');
  let running = Promise.resolve();
  let timer = schedule(firstWaitMs);

  function schedule(waitMs: number): NodeJS.Timeout {
    return setTimeout(() => {
      running = copyWhenDue();
      timer = schedule(hourMs);
    }, waitMs).unref();
  }

  async function copyWhenDue(): Promise<void> {
    try {
      const now = clock();
      const [newest] = listBackups(file);
      if (newest !== undefined && now.getTime() - newest.madeAt.getTime() < dayMs) return;
      if (!data.isThere() || !(await hasRoom(file))) return;
      await backUpDatabase(data.database, file, now, closing.signal);
    } catch (error) {
      onProblem(
        `The daily copy of the gallery's database was not made; the next try is in an hour.`,
        error,
      );
    }
  }

  return async () => {
    clearTimeout(timer);
    closing.abort();
    await running;
  };
}

async function hasRoom(file: string): Promise<boolean> {
  const [{ size }, { bavail, bsize }] = await Promise.all([stat(file), statfs(file)]);
  return bavail * bsize > size * roomFactor;
}
