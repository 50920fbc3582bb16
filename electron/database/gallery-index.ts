import type { Database } from './open-database.ts';

/** Size, steps, guidance, sampler and model of a picture. Many pictures share one. */
export interface PictureSetup {
  readonly width: number;
  readonly height: number;
  readonly steps: number;
  readonly guidance: number;
  readonly sampler: string;
  readonly model: { readonly name: string; readonly fingerprint: string };
}

/** Whether there is a picture with this `seq`, and where. */
export const pictureState = { none: 0, kept: 1, removed: 2 } as const;

/**
 * What the gallery filters by, one array per fact, at the picture's `seq`. A million pictures take about 100 MB, most of
 * it ids; a filter is a few passes over arrays of bytes.
 */
export interface GalleryColumns {
  /** Length of the columns in use: the highest `seq` and one. */
  size: number;
  ids: string[];
  /** Ids as the text that is sent: each is followed by a space and begins at `idStart`. */
  idText: Uint8Array;
  idTextEnd: number;
  idStart: Uint32Array;
  /** Bytes of the longest id and its space. */
  idLongest: number;
  /** Highest number of a text. */
  lastText: number;
  state: Uint8Array;
  arm: Uint8Array;
  /** Milliseconds since 1970. */
  created: Float64Array;
  text: Uint32Array;
  setup: Uint32Array;
  rating: Uint8Array;
  favourite: Uint8Array;
  /** NaN where there is none. */
  score: Float32Array;
  tagSet: Uint32Array;
  boardSet: Uint32Array;
  job: Uint32Array;
  /** `seq` of every picture, by id, oldest first. */
  order: Uint32Array;
  readonly arms: Dictionary<string>;
  readonly tagSets: Dictionary<readonly string[]>;
  readonly boardSets: Dictionary<readonly string[]>;
  readonly jobs: Dictionary<string>;
  readonly setups: Map<number, PictureSetup>;
}

/** Numbers for values that repeat. */
interface Dictionary<Value> {
  readonly values: Value[];
  readonly numbers: Map<string, number>;
}

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
    .prepare<[], IndexRow>(`SELECT ${facts} FROM pictures WHERE removed_at IS NOT NULL ORDER BY id`)
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

function createColumns(): GalleryColumns {
  const dictionary = <Value>(): Dictionary<Value> => ({ values: [], numbers: new Map() });
  const columns: GalleryColumns = {
    size: 0,
    ids: [],
    idText: new Uint8Array(0),
    idTextEnd: 0,
    idStart: new Uint32Array(0),
    idLongest: 0,
    lastText: 0,
    state: new Uint8Array(0),
    arm: new Uint8Array(0),
    created: new Float64Array(0),
    text: new Uint32Array(0),
    setup: new Uint32Array(0),
    rating: new Uint8Array(0),
    favourite: new Uint8Array(0),
    score: new Float32Array(0),
    tagSet: new Uint32Array(0),
    boardSet: new Uint32Array(0),
    job: new Uint32Array(0),
    order: new Uint32Array(0),
    arms: dictionary(),
    tagSets: dictionary(),
    boardSets: dictionary(),
    jobs: dictionary(),
    setups: new Map(),
  };
  growColumns(columns, 1024);
  return columns;
}

function growColumns(columns: GalleryColumns, wanted: number): void {
  const length = Math.max(wanted, columns.state.length * 2);
  const grow = <Column extends Uint8Array | Uint32Array | Float32Array | Float64Array>(
    column: Column,
    larger: Column,
  ): Column => {
    larger.set(column);
    return larger;
  };
  columns.idStart = grow(columns.idStart, new Uint32Array(length));
  columns.state = grow(columns.state, new Uint8Array(length));
  columns.arm = grow(columns.arm, new Uint8Array(length));
  columns.created = grow(columns.created, new Float64Array(length));
  columns.text = grow(columns.text, new Uint32Array(length));
  columns.setup = grow(columns.setup, new Uint32Array(length));
  columns.rating = grow(columns.rating, new Uint8Array(length));
  columns.favourite = grow(columns.favourite, new Uint8Array(length));
  columns.score = grow(columns.score, new Float32Array(length));
  columns.tagSet = grow(columns.tagSet, new Uint32Array(length));
  columns.boardSet = grow(columns.boardSet, new Uint32Array(length));
  columns.job = grow(columns.job, new Uint32Array(length));
  // Holes would make every later read of the array slow.
  while (columns.ids.length < length) columns.ids.push('');
}

function writeIdText(columns: GalleryColumns, seq: number, id: string): void {
  const bytes = Buffer.from(`${id} `, 'utf8');
  if (columns.idTextEnd + bytes.length > columns.idText.length) {
    const larger = new Uint8Array(Math.max(32_768, columns.idText.length * 2) + bytes.length);
    larger.set(columns.idText);
    columns.idText = larger;
  }
  columns.idText.set(bytes, columns.idTextEnd);
  columns.idStart[seq] = columns.idTextEnd;
  columns.idTextEnd += bytes.length;
  columns.idLongest = Math.max(columns.idLongest, bytes.length);
}

/** The order with further pictures, which are sorted by id. */
function mergeOrders({ ids, order }: GalleryColumns, added: Uint32Array): Uint32Array {
  const merged = new Uint32Array(order.length + added.length);
  let from = 0;
  let at = 0;
  for (const seq of added) {
    const id = ids[seq]!;
    if (order.length > 0 && id > ids[order.at(-1)!]!) {
      merged.set(order.subarray(from), at);
      at += order.length - from;
      from = order.length;
    } else {
      while (from < order.length && ids[order[from]!]! < id) merged[at++] = order[from++]!;
    }
    merged[at++] = seq;
  }
  merged.set(order.subarray(from), at);
  return merged;
}

function dropFromOrder(columns: GalleryColumns, gone: ReadonlySet<number>): void {
  columns.order = columns.order.filter((seq) => !gone.has(seq));
}

function numberOf<Value>(
  { values, numbers }: Dictionary<Value>,
  text: string,
  read: (text: string) => Value,
): number {
  let number = numbers.get(text);
  if (number === undefined) {
    number = values.push(read(text)) - 1;
    numbers.set(text, number);
  }
  return number;
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
