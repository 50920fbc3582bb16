import type { Arm } from '../api/contract/arm.ts';
import type { ComparisonOrigin } from '../api/contract/comparison-origin.ts';
import type { Comparison } from '../api/contract/comparisons.ts';
import type { PrintSettings } from '../api/contract/recipe.ts';
import type { Database } from './open-database.ts';

/** A comparison without its pictures, which are found by their own rows. */
export type ComparisonRecord = Omit<Comparison, 'pictures'>;

interface ComparisonRow {
  id: string;
  created_at: string;
  arms: string;
  seeds: string;
  settings: string;
  origin: string | null;
}

export type ComparisonsTable = ReturnType<typeof createComparisonsTable>;

export function createComparisonsTable(database: Database) {
  const insertRow = database.prepare(`
    INSERT INTO comparisons (id, created_at, arms, seeds, settings, origin)
    VALUES (@id, @createdAt, @arms, @seeds, @settings, @origin)`);
  const selectNewest = database.prepare<[number], ComparisonRow>(
    'SELECT * FROM comparisons ORDER BY id DESC LIMIT ?',
  );
  const selectOne = database.prepare<[string], ComparisonRow>(
    'SELECT * FROM comparisons WHERE id = ?',
  );

  const selectOfRun = database.prepare<[string], ComparisonRow>(
    `SELECT * FROM comparisons
     WHERE origin IS NOT NULL AND json_extract(origin, '$.runId') = ? ORDER BY id`,
  );

  return {
    insert(comparison: ComparisonRecord): void {
      insertRow.run({
        id: comparison.id,
        createdAt: comparison.createdAt,
        arms: JSON.stringify(comparison.arms),
        seeds: JSON.stringify(comparison.seeds),
        settings: JSON.stringify(comparison.settings),
        origin: comparison.origin === null ? null : JSON.stringify(comparison.origin),
      });
    },

    /** Newest first. */
    list(limit: number): ComparisonRecord[] {
      return selectNewest.all(limit).map(readComparison);
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
