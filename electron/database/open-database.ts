import SQLite from 'better-sqlite3';
import { backUpBeforeMigration } from './back-up-database.ts';
import { DatabaseError } from './database-error.ts';
import { migrations } from './migrations/migrations.ts';

export type Database = SQLite.Database;

/** How long to wait for a studio that is just closing, in milliseconds. */
const lockTimeout = 300;

/**
 * Opens the gallery's database, brings its tables up to date and holds it alone until it is closed.
 *
 * - **WAL**: a crash in the middle of a transaction leaves the one before it.
 * - **synchronous FULL**: in WAL mode NORMAL may lose the latest transactions in a power cut. A row here stands for
 *   seconds to minutes of computing, and one more fsync beside the two of the picture's file costs milliseconds.
 * - **locking_mode EXCLUSIVE**: the lock is the operating system's, so it ends with the process, also with one that
 *   was killed; and WAL then needs no shared-memory file.
 *
 * A database of an earlier version is copied into `backups/` before its tables are changed.
 *
 * @throws DatabaseError
 */
export function openDatabase(file: string, check: IntegrityCheck = 'small'): Database {
  return openChecked(file, (database) => {
    database.pragma('locking_mode = EXCLUSIVE');
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    database.pragma('foreign_keys = ON');
    database.exec('BEGIN EXCLUSIVE; COMMIT');
    if (check === 'all' || databaseBytes(database) <= smallBytes) checkIntegrity(database, file);
    migrate(database, file);
  });
}

/**
 * Whether a database is read through when it is opened. It takes about 4 ms for a megabyte, so a large one is checked only
 * where there is a reason.
 */
export type IntegrityCheck = 'small' | 'all';

const smallBytes = 32 * 2 ** 20;

/** Every page, every index against its table, the search index. @throws DatabaseError `damaged` */
function checkIntegrity(database: Database, file: string): void {
  const found = readIntegrity(database, file);
  if (found !== 'ok') throw damaged(file, found);
}

function readIntegrity(database: Database, file: string): string {
  try {
    const [found] = database.pragma('integrity_check(1)') as { integrity_check: string }[];
    return found?.integrity_check ?? 'no answer';
  } catch (error) {
    // The question is always the same: what SQLite cannot read then is a table's own definition.
    if (error instanceof SQLite.SqliteError && error.code === 'SQLITE_ERROR') {
      throw damaged(file, error.message, error);
    }
    throw error;
  }
}

function databaseBytes(database: Database): number {
  const pages = Number(database.pragma('page_count', { simple: true }));
  return pages * Number(database.pragma('page_size', { simple: true }));
}

/**
 * Opens a database that must not be written; its tables must be up to date already. Every attempt to write fails with
 * `SQLITE_READONLY`.
 *
 * @throws DatabaseError
 */
export function openDatabaseReadOnly(file: string): Database {
  return openChecked(
    file,
    (database) => {
      const version = readVersion(database, file);
      if (version < migrations.length) {
        throw new DatabaseError(
          'inaccessible',
          file,
          `The gallery's database ${file} was written by an older Nishiki and cannot be brought up to date because it is read-only. Nothing was changed. Make its folder writable and open the studio again.`,
        );
      }
    },
    { readonly: true },
  );
}

function openChecked(
  file: string,
  prepare: (database: Database) => void,
  options: SQLite.Options = {},
): Database {
  let database: Database | undefined;
  try {
    database = new SQLite(file, { timeout: lockTimeout, ...options });
    prepare(database);
    return database;
  } catch (error) {
    database?.close();
    throw describeOpenError(error, file);
  }
}

function migrate(database: Database, file: string): void {
  const version = readVersion(database, file);
  if (version > 0 && version < migrations.length) {
    try {
      backUpBeforeMigration(database, file, version);
    } catch (cause) {
      if (cause instanceof Error && !isDamage(cause)) {
        throw new DatabaseError(
          'inaccessible',
          file,
          `The gallery's database ${file} was written by an older Nishiki and could not be copied before it is brought up to date (${cause.message}). Nothing was changed. Make space for a copy and open the studio again.`,
          { cause },
        );
      }
      throw cause;
    }
  }
  for (const [index, migration] of migrations.entries()) {
    if (index < version) continue;
    database.transaction(() => {
      if (typeof migration === 'string') database.exec(migration);
      else migration(database);
      database.pragma(`user_version = ${index + 1}`);
    })();
  }
}

function readVersion(database: Database, file: string): number {
  const version = Number(database.pragma('user_version', { simple: true }));
  if (version > migrations.length) {
    throw new DatabaseError(
      'too-new',
      file,
      `The gallery's database ${file} was written by a newer Nishiki (format ${version}; this one knows ${migrations.length}). Nothing was changed. Open it with the newer version, or choose another data folder.`,
    );
  }
  return version;
}

function describeOpenError(error: unknown, file: string): unknown {
  if (error instanceof DatabaseError) return error;
  if (!(error instanceof SQLite.SqliteError)) {
    // better-sqlite3 reports a missing folder as a TypeError.
    if (error instanceof TypeError) return inaccessible(file, error);
    return error;
  }
  if (/^SQLITE_(BUSY|LOCKED)/.test(error.code)) {
    return new DatabaseError(
      'locked',
      file,
      `The gallery's database ${file} is in use by another process. Nothing was changed. Close the other studio, or choose another data folder.`,
      { cause: error },
    );
  }
  if (isDamage(error)) return damaged(file, error.code, error);
  if (/^SQLITE_(CANTOPEN|READONLY|PERM|IOERR|FULL|AUTH)/.test(error.code)) {
    return inaccessible(file, error);
  }
  return error;
}

/**
 * Whether an error says that the file is no intact database. A letter that was damaged in a table's own definition breaks
 * no structure: a column then has another name than all statements know it by.
 */
export function isDamage(error: unknown): boolean {
  if (!(error instanceof SQLite.SqliteError)) return false;
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(error.code)) return true;
  return (
    error.code === 'SQLITE_ERROR' &&
    /no such (table|column|module|tokenizer)|has no column|unrecognized option/.test(error.message)
  );
}

function damaged(file: string, found: string, cause?: Error): DatabaseError {
  return new DatabaseError(
    'damaged',
    file,
    `The gallery's database ${file} is damaged (${found}). Your pictures are files of their own and are unharmed. Move the database away and open the studio again: the gallery is built anew from the recipes inside the pictures.`,
    cause && { cause },
  );
}

function inaccessible(file: string, cause: Error): DatabaseError {
  return new DatabaseError(
    'inaccessible',
    file,
    `The gallery's database ${file} cannot be opened for writing (${cause.message}). Nothing was changed. Check that its folder exists, is writable and has space left.`,
    { cause },
  );
}
