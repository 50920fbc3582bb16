import type { Pack, PackArm, PackRun } from '../api/contract/packs.ts';
import type { PrintSettings } from '../api/contract/recipe.ts';
import type { Database } from './open-database.ts';

/** A run without what became of it. */
export type PackRunRecord = Omit<PackRun, 'printed' | 'total'>;

interface PackRunRow {
  id: string;
  created_at: string;
  pack: string;
  arms: string;
  settings: string;
}

export type PackRunsTable = ReturnType<typeof createPackRunsTable>;

export function createPackRunsTable(database: Database) {
  const insertRow = database.prepare(
    'INSERT INTO pack_runs (id, created_at, pack, arms, settings) VALUES (?, ?, ?, ?, ?)',
  );
  const selectAll = database.prepare<[], PackRunRow>('SELECT * FROM pack_runs ORDER BY id DESC');
  const selectOne = database.prepare<[string], PackRunRow>('SELECT * FROM pack_runs WHERE id = ?');

  return {
    insert({ id, createdAt, pack, arms, settings }: PackRunRecord): void {
      const json = [pack, arms, settings].map((value) => JSON.stringify(value));
      insertRow.run(id, createdAt, ...json);
    },

    /** Newest first. */
    list(): PackRunRecord[] {
      return selectAll.all().map(readRun);
    },

    get(id: string): PackRunRecord | null {
      const row = selectOne.get(id);
      return row === undefined ? null : readRun(row);
    },
  };
}

function readRun(row: PackRunRow): PackRunRecord {
  return {
    id: row.id,
    createdAt: row.created_at,
    pack: JSON.parse(row.pack) as Pack,
    arms: JSON.parse(row.arms) as PackArm[],
    settings: JSON.parse(row.settings) as PrintSettings,
  };
}
