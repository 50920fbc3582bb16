/**
 * What is in a model's files, and that its licence was accepted.
 *
 * - `model_files`: SHA-256 of every file that a model is read from, with size and time of change (milliseconds since 1970)
 *   at the moment of reading. `name` is the file's place in a folder of that model alone; the empty name stands for the
 *   model as a whole, once all of it has been read.
 * - `licence_acceptances`: kept by what is in the model and by the licence's name: a model that is removed and comes back
 *   is accepted still, and another licence is another question.
 * - `models.page`: where a hub shows the model that was fetched there.
 */
export const modelFiles = `
ALTER TABLE models ADD COLUMN page TEXT;
CREATE TABLE model_files (
  model_id TEXT NOT NULL,
  name TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  changed REAL NOT NULL,
  sha256 TEXT NOT NULL,
  PRIMARY KEY (model_id, name)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER model_files_go AFTER DELETE ON models BEGIN
  DELETE FROM model_files WHERE model_id = old.id;
END;
CREATE TABLE licence_acceptances (
  fingerprint TEXT NOT NULL,
  licence TEXT NOT NULL,
  accepted_at TEXT NOT NULL,
  PRIMARY KEY (fingerprint, licence)
) STRICT, WITHOUT ROWID;
`;
