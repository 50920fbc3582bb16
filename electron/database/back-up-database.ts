import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type SQLite from 'better-sqlite3';

/** Copies kept of each kind: the newest. */
const keptCopies = 2;

/** Ending of a copy that is still being written. */
const partialEnding = '.part';

/** Pages copied between other work: a few milliseconds. */
const pagesAtOnce = 256;

/** Where copies of a database lie: beside it. */
function backupFolder(databaseFile: string): string {
  return join(dirname(databaseFile), 'backups');
}

/**
 * Copies a database before its tables are changed. The copy is whole and in the form of its own version.
 *
 * @throws SQLite's or the system's error, e.g. where there is no room for it; nothing was changed then
 */
export function backUpBeforeMigration(
  database: SQLite.Database,
  databaseFile: string,
  version: number,
): void {
  const folder = backupFolder(databaseFile);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `before-version-${version + 1}.db`);
  rmSync(file + partialEnding, { force: true });
  try {
    database.prepare('VACUUM INTO ?').run(file + partialEnding);
    renameSync(file + partialEnding, file);
  } catch (error) {
    rmSync(file + partialEnding, { force: true });
    throw error;
  }
  dropOldCopies(folder, /^before-version-\d+\.db$/);
}

/**
 * Copies the open database into today's backup, in parts between other work; older copies go.
 *
 * @param signal ends it; nothing half-written stays
 * @throws SQLite's or the system's error
 */
export async function backUpDatabase(
  database: SQLite.Database,
  databaseFile: string,
  now: Date,
  signal: AbortSignal,
): Promise<void> {
  const folder = backupFolder(databaseFile);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `nishiki-${now.toISOString().slice(0, 10)}.db`);
  const partial = file + partialEnding;
  try {
    await database.backup(partial, {
      progress: () => {
        signal.throwIfAborted();
        return pagesAtOnce;
      },
    });
    renameSync(partial, file);
  } catch (error) {
    rmSync(partial, { force: true });
    if (!signal.aborted) throw error;
  }
  dropOldCopies(folder, /^nishiki-[\d-]+\.db$/);
}

/** All copies of a database, newest first. */
export function listBackups(databaseFile: string): { path: string; madeAt: Date }[] {
  const folder = backupFolder(databaseFile);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.db'))
    .map((name) => ({ path: join(folder, name), madeAt: statSync(join(folder, name)).mtime }))
    .toSorted((a, b) => b.madeAt.getTime() - a.madeAt.getTime());
}

function dropOldCopies(folder: string, names: RegExp): void {
  const copies = listBackups(join(folder, '..', 'nishiki.db'));
  const ofKind = copies.filter(({ path }) => names.test(basename(path)));
  for (const { path } of ofKind.slice(keptCopies)) rmSync(path, { force: true });
}
