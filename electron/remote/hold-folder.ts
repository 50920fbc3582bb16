import { join } from 'node:path';
import SQLite from 'better-sqlite3';
import { makeFolder } from '../images/make-folder.ts';

/**
 * Takes a folder for this process alone. The hold is the operating system's lock on a file in it, which ends with the
 * process even when that is killed.
 *
 * @returns what lets go of it; null where another process has it
 * @throws the system's error where the folder cannot be made
 */
export function holdFolder(folder: string): (() => void) | null {
  makeFolder(folder);
  const database = new SQLite(join(folder, 'held.db'), { timeout: 0 });
  try {
    database.pragma('locking_mode = EXCLUSIVE');
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (error instanceof SQLite.SqliteError && error.code === 'SQLITE_BUSY') return null;
    throw error;
  }
  return () => database.close();
}
