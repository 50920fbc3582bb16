import type { JobFailure } from '../api/contract/queue.ts';
import type { Database } from './open-database.ts';

export type RunKind = 'pack' | 'grid';

/** A run that is to be printed whether or not anybody looks. */
export interface OpenRunRecord {
  readonly id: string;
  /** When it was asked for, or asked to go on. */
  readonly since: string;
  /** Why it does not go on. */
  readonly failure: JobFailure | null;
}

interface OpenRunRow {
  id: string;
  since: string;
  failure: string | null;
}

export type OpenRunsTable = ReturnType<typeof createOpenRunsTable>;

/** Runs of packs and grids that a studio goes on with. */
export function createOpenRunsTable(database: Database) {
  const putRow = database.prepare(
    'INSERT OR REPLACE INTO open_runs (id, kind, since) VALUES (?, ?, ?)',
  );
  const updateFailure = database.prepare('UPDATE open_runs SET failure = ? WHERE id = ?');
  const deleteRow = database.prepare('DELETE FROM open_runs WHERE id = ?');
  const selectOfKind = database.prepare<[RunKind], OpenRunRow>(
    'SELECT id, since, failure FROM open_runs WHERE kind = ? ORDER BY since, id',
  );

  return {
    /** It is to go on from now on, whatever became of it before. */
    put(id: string, kind: RunKind, since: string): void {
      putRow.run(id, kind, since);
    },

    /** It does not go on. Nothing where it has no row. */
    fail(id: string, failure: JobFailure | null): void {
      updateFailure.run(failure && JSON.stringify(failure), id);
    },

    remove(id: string): void {
      deleteRow.run(id);
    },

    /** In the order in which they were asked for. */
    list(kind: RunKind): OpenRunRecord[] {
      return selectOfKind.all(kind).map(({ id, since, failure }) => ({
        id,
        since,
        failure: failure === null ? null : (JSON.parse(failure) as JobFailure),
      }));
    },
  };
}
