import type { Database } from './open-database.ts';

export interface PictureFeature {
  /** Where the row is. */
  readonly place: number;
  readonly id: string;
  /** Of length 1. */
  readonly feature: Float16Array;
}

export type PictureFeaturesTable = ReturnType<typeof createPictureFeaturesTable>;

/** What scorers have seen in pictures: one vector a picture, of the scorer that looked at it last. */
export function createPictureFeaturesTable(database: Database) {
  const put = database.prepare(`
    INSERT INTO picture_features (picture_id, scorer, feature) VALUES (?, ?, ?)
    ON CONFLICT (picture_id) DO UPDATE SET scorer = excluded.scorer, feature = excluded.feature`);
  const select = database.prepare<object, { place: number; id: string; feature: Buffer }>(`
    SELECT picture_features.rowid AS place, picture_id AS id, feature FROM picture_features
    JOIN pictures ON pictures.id = picture_id
    WHERE picture_features.scorer = @scorer AND picture_features.rowid > @after
      AND pictures.removed_at IS NULL
    ORDER BY picture_features.rowid LIMIT @limit`);

  return {
    set(id: string, scorer: string, feature: Float32Array): void {
      const halves = Float16Array.from(feature);
      put.run(id, scorer, Buffer.from(halves.buffer));
    },

    /**
     * Of kept pictures that this scorer has looked at, a part: those whose place is greater than `after`, in the order of
     * their places.
     */
    page(scorer: string, after: number, limit: number): PictureFeature[] {
      return select.all({ scorer, after, limit }).map(({ place, id, feature }) => ({
        place,
        id,
        // SQLite's bytes may begin anywhere; halves must begin at an even place.
        feature: new Float16Array(new Uint8Array(feature).buffer),
      }));
    },
  };
}
