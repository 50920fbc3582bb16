/**
 * How fast steps of a kind of picture were taken at a place, which decides whether several pictures are made at once.
 *
 * - `place`: what computes, with its driver, how it is used and the studio's version, as JSON.
 * - `kind`: the model's fingerprint, size, and what else a step's time depends on, as JSON.
 * - `alone`, `together`: the least seconds so far of a picture's step, made alone and as its share of a group; null before
 *   the first. `trials`: groups that were made. `changed_at`: ISO 8601.
 */
export const printPaces = `
CREATE TABLE print_paces (
  place TEXT NOT NULL,
  kind TEXT NOT NULL,
  alone REAL,
  together REAL,
  trials INTEGER NOT NULL,
  changed_at TEXT NOT NULL,
  PRIMARY KEY (place, kind)
) STRICT, WITHOUT ROWID;
`;
