import type { Database } from './open-database.ts';

/** A file outside of the studio from which a picture came. */
export interface PictureSource {
  /** Absolute path. */
  readonly path: string;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly modifiedMs: number;
}

export type PictureSourcesTable = ReturnType<typeof createPictureSourcesTable>;

/** Files that were looked at by an import, so that the next one need not read them again. */
export function createPictureSourcesTable(database: Database) {
  // The picture may have been deleted for good since: then its file is taken in anew.
  const select = database
    .prepare<[string, number, number], string>(
      `SELECT picture_id FROM picture_sources JOIN pictures ON pictures.id = picture_id
       WHERE path = ? AND picture_sources.bytes = ? AND modified_ms = ?`,
    )
    .pluck();
  const upsert = database.prepare(`
    INSERT INTO picture_sources (path, bytes, modified_ms, picture_id) VALUES (?, ?, ?, ?)
    ON CONFLICT (path) DO UPDATE SET bytes = excluded.bytes, modified_ms = excluded.modified_ms,
      picture_id = excluded.picture_id`);

  return {
    /** Id of the picture that this very file has become; null where it is new or has changed since. */
    pictureOf({ path, bytes, modifiedMs }: PictureSource): string | null {
      return select.get(path, bytes, modifiedMs) ?? null;
    },

    set({ path, bytes, modifiedMs }: PictureSource, pictureId: string): void {
      upsert.run(path, bytes, modifiedMs, pictureId);
    },
  };
}
