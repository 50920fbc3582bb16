import { pictureState } from './gallery-index.ts';
import type { GalleryColumns } from './gallery-index.ts';

/** Facets whose counts leave out their own filter. */
export const facetNames = [
  'arm',
  'model',
  'sampler',
  'size',
  'rating',
  'favourite',
  'board',
  'date',
] as const;
export type FacetName = (typeof facetNames)[number];

/** A condition as a table: a picture passes where `passes[column[seq]]` is 1; without a column, where `passes[seq]` is. */
export interface LookupTest {
  /** Whose own counts leave this condition out. */
  readonly facet: FacetName | null;
  readonly column: Uint8Array | Uint32Array | null;
  readonly passes: Uint8Array;
}

/** A condition on a number: at least `least` and below `before`. NaN never passes. */
export interface RangeTest {
  readonly facet: FacetName | null;
  readonly numbers: Float32Array | Float64Array;
  readonly least: number;
  readonly before: number;
}

export type FilterTest = LookupTest | RangeTest;

/** How a filter turned out, by `seq`. */
export interface FilterResult {
  /** Conditions that a picture fails, at most 255. */
  readonly fails: Uint8Array;
  /** The facet of the last one failed, as its place in `facetNames` and one; 0 for a condition without facet. */
  readonly failed: Uint8Array;
  /** `seq` of the pictures that fail none, newest first. */
  readonly hits: Uint32Array;
}

/** Runs each condition over all pictures: plain loops over byte arrays, a millisecond for a million pictures each. */
export function filterPictures(
  columns: GalleryColumns,
  removed: boolean,
  tests: readonly FilterTest[],
): FilterResult {
  const { size, state, order } = columns;
  const fails = new Uint8Array(size);
  const failed = new Uint8Array(size);
  const wanted = removed ? pictureState.removed : pictureState.kept;
  for (let seq = 0; seq < size; seq++) if (state[seq] !== wanted) fails[seq] = 128;
  for (const test of tests.slice(0, 100)) {
    const facet = test.facet === null ? 0 : facetNames.indexOf(test.facet) + 1;
    if ('numbers' in test) runRange(test, size, facet, fails, failed);
    else if (test.column === null) runBitmap(test.passes, size, facet, fails, failed);
    else runLookup(test.column, test.passes, size, facet, fails, failed);
  }
  const hits = new Uint32Array(order.length);
  let count = 0;
  for (let at = order.length - 1; at >= 0; at--) {
    const seq = order[at]!;
    if (fails[seq] === 0) hits[count++] = seq;
  }
  return { fails, failed, hits: hits.subarray(0, count) };
}

function runLookup(
  column: Uint8Array | Uint32Array,
  passes: Uint8Array,
  size: number,
  facet: number,
  fails: Uint8Array,
  failed: Uint8Array,
): void {
  for (let seq = 0; seq < size; seq++) {
    if (passes[column[seq]!] !== 1) {
      fails[seq]! += 1;
      failed[seq] = facet;
    }
  }
}

function runBitmap(
  passes: Uint8Array,
  size: number,
  facet: number,
  fails: Uint8Array,
  failed: Uint8Array,
): void {
  for (let seq = 0; seq < size; seq++) {
    if (passes[seq] !== 1) {
      fails[seq]! += 1;
      failed[seq] = facet;
    }
  }
}

function runRange(
  { numbers, least, before }: RangeTest,
  size: number,
  facet: number,
  fails: Uint8Array,
  failed: Uint8Array,
): void {
  for (let seq = 0; seq < size; seq++) {
    const number = numbers[seq]!;
    if (!(number >= least && number < before)) {
      fails[seq]! += 1;
      failed[seq] = facet;
    }
  }
}
