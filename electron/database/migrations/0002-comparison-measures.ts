/**
 * What a comparison belongs to, how far its pictures are apart, and what they looked like on their way.
 *
 * - `comparisons.origin` is JSON of the contract's schema, null where the comparison was simply asked for.
 * - `picture_differences`: `first_id < second_id`, so that every two pictures have one row. A picture's pixels never
 *   change, so a row is never out of date. `psnr` is null for equal pictures.
 * - `preview_sheets`: the sheet's file lies in the preview folder under the name of the picture's.
 */
export const comparisonMeasures = `
ALTER TABLE comparisons ADD COLUMN origin TEXT;

CREATE TABLE picture_differences (
  first_id TEXT NOT NULL,
  second_id TEXT NOT NULL,
  mean_absolute REAL NOT NULL,
  psnr REAL,
  ssim REAL NOT NULL,
  parting TEXT,
  PRIMARY KEY (first_id, second_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE preview_sheets (
  picture_id TEXT PRIMARY KEY,
  file TEXT NOT NULL,
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  columns INTEGER NOT NULL,
  steps TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`;
