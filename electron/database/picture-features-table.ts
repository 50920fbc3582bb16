import type { Database } from './open-database.ts';

export interface PictureFeature {
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
  const select = database.prepare<[string], { id: string; feature: Buffer }>(`
    SELECT picture_id AS id, feature FROM picture_features
    JOIN pictures ON pictures.id = picture_id
    WHERE picture_features.scorer = ? AND pictures.removed_at IS NULL`);

  return {
    set(id: string, scorer: string, feature: Float32Array): void {
      const halves = Float16Array.from(feature);
      put.run(id, scorer, Buffer.from(halves.buffer));
    },

    /** Of all kept pictures that this scorer has looked at, in no order. */
    *of(scorer: string): Generator<PictureFeature, void, void> {
      for (const { id, feature } of select.iterate(scorer)) {
        // SQLite's bytes may begin anywhere; halves must begin at an even place.
        yield { id, feature: new Float16Array(new Uint8Array(feature).buffer) };
      }
    },
  };
}
