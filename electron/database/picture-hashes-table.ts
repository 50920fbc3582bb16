import type { Database } from './open-database.ts';

export type PictureHashesTable = ReturnType<typeof createPictureHashesTable>;

/** What pictures show, as the SHA-256 of size and pixels. */
export function createPictureHashesTable(database: Database) {
  const selectUnhashed = database
    .prepare<[number], string>(
      `SELECT id FROM pictures WHERE content_hash IS NULL AND removed_at IS NULL
       ORDER BY id DESC LIMIT ?`,
    )
    .pluck();
  const updateHash = database.prepare('UPDATE pictures SET content_hash = ? WHERE id = ?');
  const selectOfHash = database
    .prepare<[string], string>('SELECT id FROM pictures WHERE content_hash = ? LIMIT 1')
    .pluck();
  // Without an arm, the studio has not made it.
  const selectBeyondBest = database
    .prepare<[], string>(
      `SELECT id FROM (
         SELECT id, row_number() OVER (
           PARTITION BY content_hash
           ORDER BY favourite DESC, rating DESC, arm <> '' DESC, created_at, id
         ) AS place
         FROM pictures WHERE content_hash <> '' AND removed_at IS NULL)
       WHERE place > 1`,
    )
    .pluck();

  return {
    /** Kept pictures whose pixels were not read yet, newest first. */
    unhashed(limit: number): string[] {
      return selectUnhashed.all(limit);
    },

    /** @param hash SHA-256 of size and pixels; empty where the file cannot be read */
    set(id: string, hash: string): void {
      updateHash.run(hash, id);
    },

    /** Of kept pictures that show the same, all but the best one; `gallery.duplicatesBeyondBest` says which that is. */
    beyondBest(): string[] {
      return selectBeyondBest.all();
    },

    /** A picture, kept or in the trash, that shows just this. */
    idOf(hash: string): string | null {
      return selectOfHash.get(hash) ?? null;
    },
  };
}
