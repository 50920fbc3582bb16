/**
 * A queue that outlives the studio.
 *
 * - `job` is the settled job as JSON of the contract's schema, read whole: what the queue goes on with after a restart.
 *   Status and priority stand in their own columns.
 * - `position` orders the open jobs within a priority; `attempts` counts how often a job was begun since its last
 *   finished picture, so that one that brings its worker or the whole studio down is given up in the end.
 * - How far a job has come is told by its pictures' own rows, which `pictures_by_job` finds.
 * - Jobs of before are history: they are not listed.
 */
export const queue = `
ALTER TABLE jobs ADD COLUMN job TEXT NOT NULL DEFAULT '{}';
UPDATE jobs SET job = json_object(
  'id', id, 'comparisonId', comparison_id, 'arms', json(arms), 'seeds', json(seeds),
  'settings', json(settings), 'createdAt', created_at);
ALTER TABLE jobs DROP COLUMN arms;
ALTER TABLE jobs DROP COLUMN seeds;
ALTER TABLE jobs DROP COLUMN settings;
ALTER TABLE jobs ADD COLUMN priority TEXT NOT NULL DEFAULT 'foreground'
  CHECK (priority IN ('foreground', 'background'));
ALTER TABLE jobs ADD COLUMN position INTEGER NOT NULL DEFAULT 0;
ALTER TABLE jobs ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE jobs ADD COLUMN seconds REAL;
ALTER TABLE jobs ADD COLUMN seconds_per_step REAL;
ALTER TABLE jobs ADD COLUMN listed INTEGER NOT NULL DEFAULT 1;
UPDATE jobs SET listed = 0 WHERE status IN ('done', 'failed', 'cancelled');
CREATE INDEX jobs_ended ON jobs (finished_at DESC) WHERE listed = 1 AND finished_at IS NOT NULL;
CREATE INDEX pictures_by_job ON pictures (job_id);

CREATE TABLE queue (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  paused INTEGER NOT NULL
) STRICT;
INSERT INTO queue (id, paused) VALUES (1, 0);
`;
