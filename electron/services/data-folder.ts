import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import type { Stats } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { listBackups } from '../database/back-up-database.ts';
import { DatabaseError } from '../database/database-error.ts';
import { openDatabase, openDatabaseReadOnly } from '../database/open-database.ts';
import type { Database } from '../database/open-database.ts';
import { makeFolder } from '../images/make-folder.ts';
import { pictureFolders } from '../images/picture-folders.ts';
import type { PictureFolders } from '../images/picture-folders.ts';
import { repairDatabase } from './repair-database.ts';
import type { Repair } from './repair-database.ts';
import { StudioLockedError, systemErrorCode } from './studio-error.ts';

/**
 * A studio's data folder, held by this process alone:
 * `nishiki.db`, `nishiki.lock`, `pictures/`, `thumbnails/`, `trash/`, `models/` where weights had to be rewritten,
 * `data-set-scores/` where a data set was scored.
 */
export interface DataFolder {
  readonly path: string;
  readonly folders: PictureFolders;
  readonly database: Database;
  /** The folder cannot be written: the gallery can be looked at, nothing can be saved. */
  readonly readOnly: boolean;
  /** What became of a database that was found damaged; null where it was sound. */
  readonly repair: Repair | null;
  /** Since when the studio before had the folder, where it was gone without having let go of it; else null. */
  readonly brokenOff: string | null;
  /** False while the folder is away: a drive that was taken out, a folder that was moved or replaced. */
  isThere(): boolean;
  release(): void;
}

/**
 * Makes the folder where it is missing, takes hold of it and opens its database. The hold is the operating system's
 * lock on the database, which ends with the process even when that is killed; `nishiki.lock` only names the holder.
 *
 * A damaged database is repaired; after an end that was no end (a crash, a power cut) it is read through to find out.
 *
 * @param damaged it has been found damaged since it was opened last
 * @throws StudioLockedError, DatabaseError, or the system's error where the folder cannot be made
 */
export function openDataFolder(path: string, now: Date, damaged = false): DataFolder {
  const folders = pictureFolders(path);
  const file = join(path, 'nishiki.db');
  const lockFile = join(path, 'nishiki.lock');
  try {
    makeFolder(path);
    const unclean = existsSync(lockFile);
    const { database, repair } = openOrRepair(file, now, { damaged, unclean });
    const brokenOff = unclean && !damaged ? (readNote(lockFile)?.since ?? '') : null;
    try {
      writeFileSync(lockFile, JSON.stringify({ pid: process.pid, since: now.toISOString() }));
      for (const folder of Object.values(folders)) makeFolder(folder);
    } catch (error) {
      database.close();
      throw error;
    }
    const opened = statSync(file);
    return {
      path,
      folders,
      database,
      readOnly: false,
      repair,
      brokenOff,
      isThere: () => isSameFile(file, opened),
      release() {
        rmSync(lockFile, { force: true });
        database.close();
      },
    };
  } catch (error) {
    if (error instanceof DatabaseError && error.code === 'locked') {
      throw new StudioLockedError(path, readHolder(lockFile), { cause: error });
    }
    if (isNotWritable(error) && existsSync(file)) return openReadOnly(path, folders, file);
    throw error;
  }
}

/** Where a drive was, another folder of the same name may be: the file itself tells. Windows numbers files as well. */
function isSameFile(file: string, opened: Stats): boolean {
  try {
    const { dev, ino } = statSync(file);
    return dev === opened.dev && ino === opened.ino;
  } catch {
    return false;
  }
}

function openOrRepair(
  file: string,
  now: Date,
  { damaged, unclean }: { damaged: boolean; unclean: boolean },
): { database: Database; repair: Repair | null } {
  const check = unclean ? 'all' : 'small';
  if (!damaged && !isEmptied(file)) {
    try {
      return { database: openDatabase(file, check), repair: null };
    } catch (error) {
      if (!(error instanceof DatabaseError) || error.code !== 'damaged') throw error;
    }
  }
  const repair = repairDatabase(file, now);
  return { database: openDatabase(file), repair };
}

/** A file that lost its content is not a new gallery where copies say that there was one. */
function isEmptied(file: string): boolean {
  return existsSync(file) && statSync(file).size === 0 && listBackups(file).length > 0;
}

/**
 * SQLite needs files beside a WAL database even to read it, which a read-only folder does not allow. So a copy in the
 * system's temporary folder is opened, read-only too: a row that was written there would be lost.
 */
function openReadOnly(path: string, folders: PictureFolders, file: string): DataFolder {
  const temporary = mkdtempSync(join(tmpdir(), 'nishiki-read-only-'));
  const copy = join(temporary, basename(file));
  try {
    copyFileSync(file, copy);
    if (existsSync(`${file}-wal`)) copyFileSync(`${file}-wal`, `${copy}-wal`);
    const database = openDatabaseReadOnly(copy);
    return {
      path,
      folders,
      database,
      readOnly: true,
      repair: null,
      brokenOff: null,
      isThere: () => existsSync(file),
      release() {
        database.close();
        rmSync(temporary, { recursive: true, force: true });
      },
    };
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    throw error;
  }
}

function isNotWritable(error: unknown): boolean {
  if (error instanceof DatabaseError) return error.code === 'inaccessible';
  return ['EROFS', 'EACCES', 'EPERM'].includes(systemErrorCode(error) ?? '');
}

/** Who wrote the lock file, if that process is still alive: after a crash the file is left behind. */
function readHolder(lockFile: string): { pid: number; since: string } | null {
  const note = readNote(lockFile);
  return note !== null && isAlive(note.pid) ? note : null;
}

function readNote(lockFile: string): { pid: number; since: string } | null {
  let note: unknown;
  try {
    note = JSON.parse(readFileSync(lockFile, 'utf8'));
  } catch {
    // Missing or half-written: the folder is held all the same, only the holder's name is not known.
    return null;
  }
  if (typeof note !== 'object' || note === null) return null;
  const { pid, since } = note as { pid?: unknown; since?: unknown };
  return typeof pid === 'number' && typeof since === 'string' ? { pid, since } : null;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: there is such a process, and it is somebody else's.
    return systemErrorCode(error) === 'EPERM';
  }
}
