import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import SQLite from 'better-sqlite3';
import { listBackups } from '../database/back-up-database.ts';
import { openDatabase } from '../database/open-database.ts';
import { readMarks, salvagePictures } from '../database/salvage-pictures.ts';
import type { SalvagedMarks } from '../database/salvage-pictures.ts';
import { salvageTables } from '../database/salvage-rows.ts';
import { createTables } from '../database/tables.ts';
import type { Tables } from '../database/tables.ts';

/** What became of a damaged database. */
export interface Repair {
  /** Where the damaged file is kept. */
  readonly keptAs: string;
  /** Rows that could still be read, pictures not counted. */
  readonly rows: number;
  readonly pictures: number;
  /** Marks by the picture's id: for pictures whose rows come back from their files. */
  readonly marks: ReadonlyMap<string, SalvagedMarks>;
}

/**
 * Moves a damaged database aside and makes a sound one in its place from every row that can still be read, in it and,
 * where a part of it cannot, in its newest copies. What this cannot bring back of the pictures comes from their own files
 * when the studio looks through its folders.
 *
 * @throws DatabaseError, or the system's error where the file cannot be moved
 */
export function repairDatabase(file: string, now: Date): Repair {
  const keptAs = moveAside(file, now);
  const database = openDatabase(file);
  try {
    const tables = createTables(database);
    const marks = new Map<string, SalvagedMarks>();
    const salvaged = { rows: 0, pictures: 0 };
    let isWhole = readFrom(keptAs, (damaged, onUnreadable) => {
      salvaged.rows += salvageTables(damaged, database, onUnreadable);
      salvaged.pictures += salvagePictures(damaged, tables, onUnreadable);
      keepMarks(readMarks(damaged, onUnreadable), marks);
    });
    for (const { path } of listBackups(file)) {
      if (isWhole) break;
      // Rows of pictures are left out: one that was deleted since would come back without a file.
      isWhole = readFrom(path, (copy, onUnreadable) => {
        salvaged.rows += salvageTables(copy, database, onUnreadable);
        keepMarks(readMarks(copy, onUnreadable), marks);
      });
    }
    tables.prompts.reindex();
    tables.comparisons.reindex();
    restoreMarks(tables, marks);
    return { keptAs, ...salvaged, marks };
  } finally {
    database.close();
  }
}

/** Puts salvaged marks on pictures that have none. */
export function restoreMarks(tables: Tables, marks: ReadonlyMap<string, SalvagedMarks>): void {
  tables.transaction(() => {
    for (const now of tables.marks.get([...marks.keys()])) {
      const before = marks.get(now.id);
      const isMarked = now.rating > 0 || now.favourite || now.tags.length > 0;
      if (before === undefined || isMarked || now.boards.length > 0) continue;
      const { score, ...rest } = before;
      tables.marks.set([{ id: now.id, ...rest }]);
      if (score !== null) tables.marks.setScore(now.id, score);
    }
  });
}

/** Moves the database with its log, which belongs to it. */
function moveAside(file: string, now: Date): string {
  const folder = join(dirname(file), 'damaged');
  mkdirSync(folder, { recursive: true });
  const stamp = now.toISOString().replaceAll(/[:.]/g, '-');
  const [stem] = basename(file).split('.');
  const keptAs = join(folder, `${stem}-${stamp}.db`);
  renameSync(file, keptAs);
  for (const ending of ['-wal', '-shm', '-journal']) {
    if (existsSync(file + ending)) renameSync(file + ending, keptAs + ending);
  }
  return keptAs;
}

/** Lets `read` take what it can. False when a part could not be read. */
function readFrom(
  path: string,
  read: (database: SQLite.Database, onUnreadable: () => void) => void,
): boolean {
  let isWhole = true;
  let source: SQLite.Database | undefined;
  try {
    source = new SQLite(path, { readonly: true });
    // Text with broken bytes is read as it is, and left out where it does not fit.
    read(source, () => {
      isWhole = false;
    });
  } catch (error) {
    if (!(error instanceof SQLite.SqliteError)) throw error;
    isWhole = false;
  } finally {
    source?.close();
  }
  return isWhole;
}

function keepMarks(
  found: ReadonlyMap<string, SalvagedMarks>,
  marks: Map<string, SalvagedMarks>,
): void {
  for (const [id, mark] of found) if (!marks.has(id)) marks.set(id, mark);
}
