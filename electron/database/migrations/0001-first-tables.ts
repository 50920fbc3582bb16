/**
 * Pictures, comparisons, jobs, prompts and models.
 *
 * - Seeds are TEXT: 2⁶⁴−1 fits neither SQLite's nor JavaScript's numbers.
 * - `arms`, `seeds`, `settings`, `recipe` are JSON of the contract's schemas: read whole, never searched inside.
 * - `pictures.seq` is only the row number that the search index refers to.
 * - `pictures_kept` covers what the gallery asks for most: 100 000 ids, also of some arms only, are read from the index
 *   alone. (A partial index would not: SQLite looks up the row to check its condition again.)
 */
export const firstTables = `
CREATE TABLE models (
  id TEXT PRIMARY KEY,
  name_ja TEXT NOT NULL,
  name_en TEXT NOT NULL,
  arm TEXT NOT NULL,
  folder TEXT NOT NULL UNIQUE,
  embedded INTEGER NOT NULL,
  tokenizer TEXT NOT NULL,
  parameters TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  precision TEXT NOT NULL,
  licence TEXT,
  fingerprint TEXT NOT NULL,
  recommended TEXT NOT NULL,
  imported_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE comparisons (
  id TEXT PRIMARY KEY,
  created_at TEXT NOT NULL,
  arms TEXT NOT NULL,
  seeds TEXT NOT NULL,
  settings TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE prompts (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  arms TEXT NOT NULL UNIQUE,
  settings TEXT NOT NULL,
  seed TEXT NOT NULL,
  count INTEGER NOT NULL,
  uses INTEGER NOT NULL,
  created_at TEXT NOT NULL,
  last_used_at TEXT NOT NULL,
  removed_at TEXT
) STRICT;
CREATE INDEX prompts_by_use ON prompts (last_used_at DESC) WHERE removed_at IS NULL;
CREATE VIRTUAL TABLE prompt_search USING fts5(
  text, content = '', contentless_delete = 1, tokenize = 'ascii', prefix = '1'
);

CREATE TABLE jobs (
  id TEXT PRIMARY KEY,
  created_at TEXT NOT NULL,
  finished_at TEXT,
  status TEXT NOT NULL CHECK (status IN ('queued', 'running', 'done', 'failed', 'cancelled')),
  failure TEXT,
  comparison_id TEXT REFERENCES comparisons (id),
  prompt_id TEXT REFERENCES prompts (id) ON DELETE SET NULL,
  arms TEXT NOT NULL,
  seeds TEXT NOT NULL,
  settings TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX jobs_by_prompt ON jobs (prompt_id);
CREATE INDEX jobs_unfinished ON jobs (status) WHERE status IN ('queued', 'running');

CREATE TABLE pictures (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  created_at TEXT NOT NULL,
  job_id TEXT NOT NULL,
  prompt_id TEXT REFERENCES prompts (id) ON DELETE SET NULL,
  comparison_id TEXT REFERENCES comparisons (id),
  cell_seed INTEGER,
  cell_arm INTEGER,
  arm TEXT NOT NULL,
  model_id TEXT REFERENCES models (id) ON DELETE SET NULL,
  file TEXT NOT NULL UNIQUE,
  bytes INTEGER NOT NULL,
  recipe TEXT NOT NULL,
  removed_at TEXT
) STRICT;
CREATE INDEX pictures_kept ON pictures (removed_at, id DESC, arm);
CREATE INDEX pictures_by_comparison ON pictures (comparison_id) WHERE comparison_id IS NOT NULL;
CREATE INDEX pictures_by_prompt ON pictures (prompt_id, id DESC) WHERE prompt_id IS NOT NULL;
CREATE INDEX pictures_by_model ON pictures (model_id) WHERE model_id IS NOT NULL;
CREATE VIRTUAL TABLE picture_search USING fts5(
  text, content = '', contentless_delete = 1, tokenize = 'ascii', prefix = '1'
);
`;
