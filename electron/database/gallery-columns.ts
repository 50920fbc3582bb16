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

/** Columns without a picture. */
export function createColumns(): GalleryColumns {
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

/** Makes room for `wanted` pictures at least. */
export function growColumns(columns: GalleryColumns, wanted: number): void {
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

/** Keeps a picture's id as text. */
export function writeIdText(columns: GalleryColumns, seq: number, id: string): void {
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
export function mergeOrders({ ids, order }: GalleryColumns, added: Uint32Array): Uint32Array {
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

/** The order without these pictures. */
export function dropFromOrder(columns: GalleryColumns, gone: ReadonlySet<number>): void {
  columns.order = columns.order.filter((seq) => !gone.has(seq));
}

/** The number of a value that repeats, by the text it is read from. */
export function numberOf<Value>(
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
