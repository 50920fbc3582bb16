import {
  createColumns,
  dropFromOrder,
  growColumns,
  mergeOrders,
  numberOf,
  pictureState,
  writeIdText,
} from './gallery-columns.ts';
import type { GalleryColumns, PictureSetup } from './gallery-columns.ts';
import type { Database } from './open-database.ts';

type IndexRow = [
  seq: number,
  id: string,
  arm: string,
  createdMs: number,
  textSeq: number,
  setupSeq: number,
  rating: number,
  favourite: number,
  score: number | null,
  tags: string,
  boards: string,
  jobId: string,
  removed: number,
];

/** Rows read at a time in the background: about 10 ms. */
const sliceRows = 4096;
/** From so many changed rows on it is quicker to read all of them again. */
const mostTouched = 50_000;

/**
 * The gallery's facts in memory, kept true by the database itself: temporary triggers note each row that is written, by
 * whatever statement, and a transaction that is rolled back takes its notes along. What was noted is read again before
 * the next question.
 */
export function createGalleryIndex(database: Database) {
  database.exec(`
    PRAGMA temp_store = MEMORY;
    CREATE TEMP TABLE touched (seq INTEGER PRIMARY KEY);
    ${touchTrigger('INSERT', 'new')}
    ${touchTrigger('UPDATE', 'new')}
    ${touchTrigger('DELETE', 'old')}`);
  const facts = `seq, id, arm, created_ms, text_seq, setup_seq, rating, favourite, score, tags, boards,
    job_id, removed_at IS NOT NULL`;
  const selectKept = database
    .prepare<[string], IndexRow>(
      `SELECT ${facts} FROM pictures WHERE removed_at IS NULL AND id > ?
       ORDER BY id LIMIT ${sliceRows}`,
    )
    .raw();
  const selectRemoved = database
    .prepare<[], IndexRow>(
      // Sorted by an expression: in the order of its index every picture would be looked at.
      `SELECT ${facts} FROM pictures WHERE removed_at > '' ORDER BY +id`,
    )
    .raw();
  const selectTouched = database
    .prepare<[], IndexRow>(
      `SELECT ${facts} FROM pictures WHERE seq IN (SELECT seq FROM touched) ORDER BY id`,
    )
    .raw();
  const selectTouchedSeqs = database
    .prepare<[], number>(`SELECT seq FROM touched LIMIT ${mostTouched + 1}`)
    .pluck();
  const deleteTouched = database.prepare('DELETE FROM touched');
  const selectSetup = database
    .prepare<[number], string>('SELECT setup FROM picture_setups WHERE seq = ?')
    .pluck();

  let columns = createColumns();
  let reading: Generator<void, void, void> | null = null;
  let complete = false;

  function* readAll(): Generator<void, void, void> {
    columns = createColumns();
    const order: number[] = [];
    let last = '';
    for (;;) {
      const rows = selectKept.all(last);
      for (const row of rows) order.push(writeRow(row));
      const final = rows.at(-1);
      if (final === undefined) break;
      last = final[1];
      yield;
    }
    columns.order = Uint32Array.from(order);
    // One that went into the trash since its slice was read has its place already.
    const removed = selectRemoved.all().filter(([seq]) => (columns.state[seq] ?? 0) === 0);
    columns.order = mergeOrders(columns, Uint32Array.from(removed.map(writeRow)));
  }

  function writeRow(row: IndexRow): number {
    const [seq, id, arm, created, text, setup, rating, favourite, score, tags, boards, job] = row;
    if (seq >= columns.state.length) growColumns(columns, seq + 1);
    columns.size = Math.max(columns.size, seq + 1);
    if (columns.ids[seq] !== id) writeIdText(columns, seq, id);
    columns.ids[seq] = id;
    columns.state[seq] = row[12] === 1 ? pictureState.removed : pictureState.kept;
    columns.arm[seq] = numberOf(columns.arms, arm, String);
    columns.created[seq] = created;
    columns.text[seq] = text;
    if (text > columns.lastText) columns.lastText = text;
    columns.setup[seq] = setup;
    columns.rating[seq] = rating;
    columns.favourite[seq] = favourite;
    columns.score[seq] = score ?? Number.NaN;
    columns.tagSet[seq] = numberOf(columns.tagSets, tags, readNames);
    columns.boardSet[seq] = numberOf(columns.boardSets, boards, readNames);
    columns.job[seq] = numberOf(columns.jobs, job, String);
    if (!columns.setups.has(setup)) columns.setups.set(setup, readSetup(selectSetup.get(setup)));
    return seq;
  }

  /** Reads one slice. False when everything has been read. */
  function readSlice(): boolean {
    if (complete) return false;
    reading ??= readAll();
    if (reading.next().done === true) {
      reading = null;
      complete = true;
    }
    return !complete;
  }

  function readTouched(): void {
    const touched = selectTouchedSeqs.all();
    if (touched.length === 0) return;
    if (touched.length > mostTouched) {
      deleteTouched.run();
      complete = false;
      while (readSlice());
      return;
    }
    const known = new Set(touched.filter((seq) => (columns.state[seq] ?? 0) > 0));
    const added: number[] = [];
    const present = new Set<number>();
    for (const row of selectTouched.all()) {
      const seq = row[0];
      present.add(seq);
      // A number that was given to another picture: the old one leaves its place in the order.
      const moved = known.has(seq) && columns.ids[seq] !== row[1];
      if (moved) dropFromOrder(columns, new Set([seq]));
      writeRow(row);
      if (moved || !known.has(seq)) added.push(seq);
    }
    const gone = new Set([...known].filter((seq) => !present.has(seq)));
    if (gone.size > 0) {
      for (const seq of gone) columns.state[seq] = pictureState.none;
      dropFromOrder(columns, gone);
    }
    if (added.length > 0) columns.order = mergeOrders(columns, Uint32Array.from(added));
    deleteTouched.run();
  }

  return {
    /** Everything as the database has it now. Reads what is missing first. */
    columns(): GalleryColumns {
      while (readSlice());
      readTouched();
      // Notes that were read inside a transaction would be lost if it is rolled back.
      if (database.inTransaction) complete = false;
      return columns;
    },

    /** Whether `columns` has little to read. */
    get ready(): boolean {
      return complete;
    },

    /** Reads a part ahead of the first question. False when there is nothing more to read. */
    prepare: readSlice,
  };
}

/** Not `INSERT OR IGNORE`: inside a trigger the statement that fires it decides about conflicts. */
function touchTrigger(event: 'INSERT' | 'UPDATE' | 'DELETE', row: 'new' | 'old'): string {
  return `CREATE TEMP TRIGGER touch_${event} AFTER ${event} ON main.pictures
    WHEN NOT EXISTS (SELECT 1 FROM touched WHERE seq = ${row}.seq)
    BEGIN INSERT INTO touched VALUES (${row}.seq); END;`;
}

function readNames(json: string): readonly string[] {
  return JSON.parse(json) as string[];
}

function readSetup(json: string | undefined): PictureSetup {
  if (json === undefined) {
    const model = { name: '', fingerprint: '' };
    return { width: 0, height: 0, steps: 0, guidance: 0, sampler: '', model };
  }
  return JSON.parse(json) as PictureSetup;
}
