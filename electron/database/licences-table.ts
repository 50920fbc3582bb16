import type { Database } from './open-database.ts';

export type LicencesTable = ReturnType<typeof createLicencesTable>;

/** Licences that the user has accepted, by what is in a model and by the licence's name. */
export function createLicencesTable(database: Database) {
  const insert = database.prepare(
    'INSERT OR IGNORE INTO licence_acceptances (fingerprint, licence, accepted_at) VALUES (?, ?, ?)',
  );
  const select = database
    .prepare<[string, string], string>(
      'SELECT accepted_at FROM licence_acceptances WHERE fingerprint = ? AND licence = ?',
    )
    .pluck();
  return {
    /** The first time counts. */
    accept(fingerprint: string, licence: string, at: string): void {
      insert.run(fingerprint, licence, at);
    },

    /** When it was accepted, ISO 8601; null where it was not. */
    acceptedAt(fingerprint: string, licence: string): string | null {
      return (select.get(fingerprint, licence) as string | undefined) ?? null;
    },
  };
}
