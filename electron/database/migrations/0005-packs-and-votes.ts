/**
 * Runs of culture packs, and blind trials.
 *
 * - `pack_runs.pack` is the whole pack as it was then: a report must not change with a newer version.
 * - `trials`: which pictures were shown on which side, in which order; `choice` is null until somebody judged.
 */
export const packsAndVotes = `
CREATE TABLE pack_runs (
  id TEXT PRIMARY KEY,
  created_at TEXT NOT NULL,
  pack TEXT NOT NULL,
  arms TEXT NOT NULL,
  settings TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX comparisons_by_run ON comparisons (json_extract(origin, '$.runId')) WHERE origin IS NOT NULL;

CREATE TABLE trials (
  id TEXT PRIMARY KEY,
  session TEXT NOT NULL,
  place INTEGER NOT NULL,
  shown_at TEXT NOT NULL,
  voted_at TEXT,
  comparison_id TEXT NOT NULL REFERENCES comparisons (id),
  seed INTEGER NOT NULL,
  left_arm INTEGER NOT NULL,
  right_arm INTEGER NOT NULL,
  choice TEXT CHECK (choice IN ('left', 'right', 'draw'))
) STRICT, WITHOUT ROWID;
CREATE INDEX trials_by_session ON trials (session, place);
CREATE INDEX trials_by_comparison ON trials (comparison_id);
`;
