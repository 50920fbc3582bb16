import type { Database } from './open-database.ts';

/** What was measured of a kind of picture at one place. */
export interface KeptPaces {
  /** Seconds per step and picture, the least so far; null before the first. */
  readonly alone: number | null;
  readonly together: number | null;
  /** Groups that were made. */
  readonly trials: number;
  /** When this was written, ISO 8601. */
  readonly changedAt: string;
}

export type PrintPacesTable = ReturnType<typeof createPrintPacesTable>;

/** How fast kinds of pictures were made at places; both are told apart by texts. */
export function createPrintPacesTable(database: Database) {
  const upsert = database.prepare(`
    INSERT OR REPLACE INTO print_paces (place, kind, alone, together, trials, changed_at)
    VALUES (@place, @kind, @alone, @together, @trials, @changedAt)`);
  const select = database.prepare<[string, string], KeptPaces>(`
    SELECT alone, together, trials, changed_at AS changedAt FROM print_paces
    WHERE place = ? AND kind = ?`);
  const deleteBefore = database.prepare('DELETE FROM print_paces WHERE changed_at < ?');

  return {
    save(place: string, kind: string, paces: KeptPaces): void {
      upsert.run({ place, kind, ...paces });
    },

    get(place: string, kind: string): KeptPaces | null {
      return select.get(place, kind) ?? null;
    },

    /** Forgets what was written before this time, ISO 8601. */
    forgetBefore(time: string): void {
      deleteBefore.run(time);
    },
  };
}
