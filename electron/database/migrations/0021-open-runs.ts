/**
 * Runs of packs and grids that the studio goes on with, over a restart.
 *
 * - `open_runs`: one that is to be printed, whoever looks. `since`: when that was asked for; `failure`: why it does not go
 *   on, as JSON of the contract's schema. One that the user stopped, or that is printed, has no row.
 * - `jobs.run_id`, `run_part`: the grid or the pack's run that a job belongs to, and which part of it: a place, a prompt.
 */
export const openRuns = `
CREATE TABLE open_runs (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('pack', 'grid')),
  since TEXT NOT NULL,
  failure TEXT
) STRICT, WITHOUT ROWID;
ALTER TABLE jobs ADD COLUMN run_id TEXT;
ALTER TABLE jobs ADD COLUMN run_part TEXT;
CREATE INDEX jobs_by_run ON jobs (run_id, created_at) WHERE run_id IS NOT NULL;
`;
