import { galleryFilterSchema } from '../api/contract/gallery-filter.ts';
import type {
  GalleryFacets,
  GalleryFilter,
  GalleryFilterInput,
} from '../api/contract/gallery-filter.ts';
import { countFacets } from './gallery-facets.ts';
import { filterPictures } from './gallery-filter.ts';
import type { FacetName, FilterTest } from './gallery-filter.ts';
import { createGalleryIndex } from './gallery-index.ts';
import type { GalleryColumns, PictureSetup } from './gallery-columns.ts';
import type { Database } from './open-database.ts';
import { foldText, parseSearch, seedRange, textQuery } from './search-text.ts';
import type { SearchWord } from './search-text.ts';
import { groupHits, sortHits, stackHits } from './gallery-order.ts';

/** Ids in the order asked for, separated by spaces: one text of a million ids is made, sent and read in no time. */
export interface GalleryList {
  readonly ids: string;
  readonly count: number;
  /** With `stacked`, how many pictures each id stands for; else empty. */
  readonly stackSizes: number[];
}

export type GalleryQuery = ReturnType<typeof createGalleryQuery>;

/** Answers filters: words from the search index, everything else from the facts in memory. */
export function createGalleryQuery(database: Database) {
  const index = createGalleryIndex(database);
  const selectTexts = database
    .prepare<[string], number>('SELECT rowid FROM text_search WHERE text_search MATCH ?')
    .pluck();
  const selectOfSeed = database
    .prepare<[string, string], number>('SELECT seq FROM pictures WHERE seed >= ? AND seed < ?')
    .pluck();
  const selectOfComparison = database
    .prepare<[string], number>('SELECT seq FROM pictures WHERE comparison_id = ?')
    .pluck();
  const selectOfParent = database
    .prepare<[string], number>('SELECT seq FROM pictures WHERE parent_id = ?')
    .pluck();
  const selectDuplicates = database.prepare<[], { seq: number; hash: string }>(
    `SELECT seq, content_hash AS hash FROM pictures WHERE content_hash IN (
         SELECT content_hash FROM pictures WHERE content_hash <> '' AND removed_at IS NULL
         GROUP BY content_hash HAVING count(*) > 1)`,
  );
  const selectNewest = database
    .prepare<[number], string>(
      'SELECT id FROM pictures WHERE removed_at IS NULL ORDER BY id DESC LIMIT ?',
    )
    .pluck();

  function testsOf(filter: GalleryFilter, columns: GalleryColumns): FilterTest[] {
    const tests: FilterTest[] = [];
    const setupTest = (facet: FacetName, values: readonly string[], pick: PickFact): void => {
      if (values.length > 0) tests.push(lookupSetups(columns, facet, values, pick));
    };
    for (const word of parseSearch(filter.search)) tests.push(wordTest(word, columns));
    if (filter.imported) {
      const passes = Uint8Array.from(columns.arms.values, (arm) => Number(arm === ''));
      tests.push({ facet: null, column: columns.arm, passes });
    }
    if (filter.arms.length > 0) {
      const arms: readonly string[] = filter.arms;
      const passes = Uint8Array.from(columns.arms.values, (arm) => Number(arms.includes(arm)));
      tests.push({ facet: 'arm', column: columns.arm, passes });
    }
    setupTest('model', filter.models, ({ model }) => model.fingerprint);
    setupTest('sampler', filter.samplers, ({ sampler }) => sampler);
    setupTest('size', filter.sizes, ({ width, height }) => `${width}x${height}`);
    for (const tag of filter.tags) {
      const folded = foldText(tag);
      tests.push({
        facet: null,
        column: columns.tagSet,
        passes: matchTags(columns, (name) => foldText(name) === folded),
      });
    }
    const { boardId, minRating, maxRating, from, before, minScore, maxScore } = filter;
    if (boardId !== undefined) {
      const passes = Uint8Array.from(columns.boardSets.values, (boards) =>
        Number(boards.includes(boardId)),
      );
      tests.push({ facet: 'board', column: columns.boardSet, passes });
    }
    if (minRating > 0 || maxRating < 5) {
      const passes = Uint8Array.from([0, 1, 2, 3, 4, 5], (rating) =>
        Number(rating >= minRating && rating <= maxRating),
      );
      tests.push({ facet: 'rating', column: columns.rating, passes });
    }
    if (filter.favourite) {
      const passes = Uint8Array.of(0, 1);
      tests.push({ facet: 'favourite', column: columns.favourite, passes });
    }
    if (from !== undefined || before !== undefined) {
      tests.push({
        facet: 'date',
        numbers: columns.created,
        least: from === undefined ? Number.NEGATIVE_INFINITY : Date.parse(from),
        before: before === undefined ? Number.POSITIVE_INFINITY : Date.parse(before),
      });
    }
    if (minScore !== undefined || maxScore !== undefined) {
      tests.push({
        facet: null,
        numbers: columns.score,
        least: minScore ?? Number.NEGATIVE_INFINITY,
        // The bound itself belongs to it; scores are float32.
        before: maxScore === undefined ? Number.POSITIVE_INFINITY : maxScore + 1e-6,
      });
    }
    const { comparisonId, jobId, parentId } = filter;
    if (jobId !== undefined) {
      const passes = new Uint8Array(columns.jobs.values.length);
      const number = columns.jobs.numbers.get(jobId);
      if (number !== undefined) passes[number] = 1;
      tests.push({ facet: null, column: columns.job, passes });
    }
    const add = (seqs: readonly number[]) =>
      tests.push({ facet: null, column: null, passes: markAll(seqs, columns.size) });
    if (comparisonId !== undefined) add(selectOfComparison.all(comparisonId));
    if (parentId !== undefined) add(selectOfParent.all(parentId));
    if (filter.duplicates) add(selectDuplicates.all().map(({ seq }) => seq));
    return tests;
  }

  /** A word is found in the texts, in a tag, or as a seed; each is a table of its own, joined by `seq` where needed. */
  function wordTest({ word, field, excluded }: SearchWord, columns: GalleryColumns): FilterTest {
    const { size, text, tagSet } = columns;
    const inTexts =
      field === 'tag' || field === 'seed' ? [] : selectTexts.all(textQuery(word, field));
    const texts = markAll(inTexts, columns.lastText + 1);
    const tags =
      field === null || field === 'tag'
        ? matchTags(columns, (name) => foldText(name).includes(word))
        : new Uint8Array(columns.tagSets.values.length);
    const range = field === null || field === 'seed' ? seedRange(word) : null;
    const seeds = range === null ? [] : selectOfSeed.all(range.from, range.before);
    if (!excluded && seeds.length === 0 && !tags.includes(1)) {
      return { facet: null, column: text, passes: texts };
    }
    const passes = markAll(seeds, size);
    for (let seq = 0; seq < size; seq++) {
      const found = passes[seq] === 1 || texts[text[seq]!] === 1 || tags[tagSet[seq]!] === 1;
      passes[seq] = found === excluded ? 0 : 1;
    }
    return { facet: null, column: null, passes };
  }

  function hashesOfDuplicates(): ReadonlyMap<number, string> {
    return new Map(selectDuplicates.all().map(({ seq, hash }) => [seq, hash]));
  }

  function browse(given: GalleryFilterInput): GalleryList {
    const filter = galleryFilterSchema.parse(given);
    const columns = index.columns();
    const { hits } = filterPictures(columns, filter.removed, testsOf(filter, columns));
    const inOrder = sortHits(columns, hits, filter.order);
    const sorted = filter.duplicates ? groupHits(inOrder, hashesOfDuplicates()) : inOrder;
    const { shown, sizes } = filter.stacked
      ? stackHits(columns, sorted)
      : { shown: sorted, sizes: [] };
    return { ids: joinIds(columns, shown), count: shown.length, stackSizes: sizes };
  }

  return {
    /** Ids of the pictures that match, newest first unless another order is asked for. */
    listIds(filter: GalleryFilterInput): string[] {
      const { ids } = browse(filter);
      return ids === '' ? [] : ids.split(' ');
    },

    /** As `listIds`, as one text, and with `stacked` how many pictures each id stands for. */
    browse,

    /** The newest kept pictures, without any fact having been read. */
    newest(limit: number): string[] {
      return selectNewest.all(limit);
    },

    /** @param offsetMs the time zone's distance from UTC */
    facets(given: GalleryFilterInput, offsetMs: number): GalleryFacets {
      const filter = galleryFilterSchema.parse(given);
      const columns = index.columns();
      return countFacets(
        columns,
        filterPictures(columns, filter.removed, testsOf(filter, columns)),
        offsetMs,
      );
    },

    /** Reads a part of the facts ahead of the first filter, about 10 ms. False when everything is there. */
    prepare: index.prepare,

    /** Whether a filter is answered at once. */
    get ready(): boolean {
      return index.ready;
    },
  };
}

type PickFact = (setup: PictureSetup) => string;

function lookupSetups(
  { setup, setups }: GalleryColumns,
  facet: FacetName,
  values: readonly string[],
  pick: PickFact,
): FilterTest {
  const passes = new Uint8Array(highest(setups.keys()) + 1);
  for (const [seq, facts] of setups) if (values.includes(pick(facts))) passes[seq] = 1;
  return { facet, column: setup, passes };
}

function matchTags({ tagSets }: GalleryColumns, matches: (name: string) => boolean): Uint8Array {
  return Uint8Array.from(tagSets.values, (names) => Number(names.some(matches)));
}

function markAll(numbers: readonly number[], size: number): Uint8Array {
  const marks = new Uint8Array(size);
  for (const number of numbers) if (number < size) marks[number] = 1;
  return marks;
}

function highest(numbers: Iterable<number>): number {
  let most = 0;
  for (const number of numbers) if (number > most) most = number;
  return most;
}

/** Copied byte by byte: joining a million strings takes five times as long. */
function joinIds({ idText, idStart, idLongest }: GalleryColumns, shown: Uint32Array): string {
  const space = 32;
  const text = new Uint8Array(shown.length * idLongest);
  let end = 0;
  for (const seq of shown) {
    for (let at = idStart[seq]!; ; at++) {
      const byte = idText[at]!;
      text[end++] = byte;
      if (byte === space) break;
    }
  }
  return Buffer.from(text.buffer, 0, Math.max(0, end - 1)).toString('utf8');
}
