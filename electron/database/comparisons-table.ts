import type { Arm } from '../api/contract/arm.ts';
import type { ComparisonOrigin } from '../api/contract/comparison-origin.ts';
import type { Comparison } from '../api/contract/comparisons.ts';
import type { PrintSettings } from '../api/contract/recipe.ts';
import type { Database } from './open-database.ts';
import { searchIndexText, searchQuery } from './search-text.ts';

/** A comparison without its pictures, which are found by their own rows. */
export type ComparisonRecord = Omit<Comparison, 'pictures'>;

/** Which comparisons are listed: words of a search, and a part of what is found. */
export interface ComparisonFilter {
  readonly search: string;
  /** Only those that were made before this one, by its id. */
  readonly before: string | null;
  readonly limit: number;
}

interface ComparisonRow {
  id: string;
  created_at: string;
  arms: string;
  seeds: string;
  settings: string;
  origin: string | null;
}

/** Sorts behind whatever an id begins with. */
const afterEveryId = '\u{10ffff}';

export type ComparisonsTable = ReturnType<typeof createComparisonsTable>;

export function createComparisonsTable(database: Database) {
  const insertRow = database.prepare(`
    INSERT INTO comparisons (id, created_at, arms, seeds, settings, origin)
    VALUES (@id, @createdAt, @arms, @seeds, @settings, @origin)`);
  const insertNumber = database.prepare('INSERT INTO comparison_texts (comparison_id) VALUES (?)');
  const insertSearch = database.prepare(
    'INSERT INTO comparison_search (rowid, text) VALUES (?, ?)',
  );
  const deleteNumbers = database.prepare('DELETE FROM comparison_texts');
  const deleteAllSearch = database.prepare(
    `INSERT INTO comparison_search (comparison_search) VALUES ('delete-all')`,
  );
  const selectTexts = database.prepare<[], Pick<ComparisonRow, 'id' | 'arms' | 'seeds'>>(
    'SELECT id, arms, seeds FROM comparisons',
  );
  const selectNewest = database.prepare<object, ComparisonRow>(
    'SELECT * FROM comparisons WHERE id < @before ORDER BY id DESC LIMIT @limit',
  );
  // Ids alone are sorted: of a word that is everywhere the rows themselves would be gigabytes.
  const selectFound = database.prepare<object, ComparisonRow>(`
    WITH found AS MATERIALIZED (
      SELECT comparison_id FROM comparison_search
      CROSS JOIN comparison_texts ON comparison_texts.seq = comparison_search.rowid
      WHERE comparison_search MATCH @query AND comparison_id < @before
      ORDER BY comparison_id DESC LIMIT @limit)
    SELECT comparisons.* FROM found CROSS JOIN comparisons ON comparisons.id = found.comparison_id
    ORDER BY comparisons.id DESC`);
  const selectOne = database.prepare<[string], ComparisonRow>(
    'SELECT * FROM comparisons WHERE id = ?',
  );

  const selectOfRun = database.prepare<[string], ComparisonRow>(
    `SELECT * FROM comparisons
     WHERE origin IS NOT NULL AND json_extract(origin, '$.runId') = ? ORDER BY id`,
  );

  function index(id: string, arms: readonly Arm[], seeds: readonly string[]): void {
    const texts = arms.map(({ prompt }) => prompt);
    const { lastInsertRowid } = insertNumber.run(id);
    insertSearch.run(lastInsertRowid, searchIndexText(texts, seeds));
  }

  const insertBoth = database.transaction((comparison: ComparisonRecord): void => {
    insertRow.run({
      id: comparison.id,
      createdAt: comparison.createdAt,
      arms: JSON.stringify(comparison.arms),
      seeds: JSON.stringify(comparison.seeds),
      settings: JSON.stringify(comparison.settings),
      origin: comparison.origin === null ? null : JSON.stringify(comparison.origin),
    });
    index(comparison.id, comparison.arms, comparison.seeds);
  });

  return {
    insert(comparison: ComparisonRecord): void {
      insertBoth(comparison);
    },

    /** Newest first. A search finds every word in a prompt, or as a seed: of four digits or more its beginning. */
    list({ search, before, limit }: ComparisonFilter): ComparisonRecord[] {
      const query = searchQuery(search);
      const part = { before: before ?? afterEveryId, limit };
      const rows = query === null ? selectNewest.all(part) : selectFound.all({ ...part, query });
      return rows.map(readComparison);
    },

    /** Makes the search anew from the comparisons that are there. */
    reindex(): void {
      database.transaction(() => {
        deleteAllSearch.run();
        deleteNumbers.run();
        for (const { id, arms, seeds } of selectTexts.all()) {
          index(id, JSON.parse(arms) as Arm[], JSON.parse(seeds) as string[]);
        }
      })();
    },

    /** Of one run of a pack, oldest first. */
    ofRun(runId: string): ComparisonRecord[] {
      return selectOfRun.all(runId).map(readComparison);
    },

    get(id: string): ComparisonRecord | null {
      const row = selectOne.get(id);
      return row === undefined ? null : readComparison(row);
    },
  };
}

function readComparison(row: ComparisonRow): ComparisonRecord {
  return {
    id: row.id,
    createdAt: row.created_at,
    arms: JSON.parse(row.arms) as Arm[],
    seeds: JSON.parse(row.seeds) as string[],
    settings: JSON.parse(row.settings) as PrintSettings,
    origin: row.origin === null ? null : (JSON.parse(row.origin) as ComparisonOrigin),
  };
}
