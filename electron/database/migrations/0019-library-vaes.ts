/**
 * VAEs in the library, beside LoRAs and embeddings: the table is built anew, as a CHECK cannot be changed. `path` may be a
 * folder, whose `bytes`, `changed` and `sha256` are those of its weight files together. `models.vae_id`: the VAE of the
 * library that a model uses where a request names none; null, or an entry that is gone, for its own.
 */
export const libraryVaes = `
CREATE TABLE additions_with_vaes (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('lora', 'embedding', 'vae')),
  name TEXT NOT NULL,
  notes TEXT NOT NULL,
  path TEXT NOT NULL UNIQUE,
  bytes INTEGER NOT NULL,
  changed REAL NOT NULL,
  sha256 TEXT
) STRICT, WITHOUT ROWID;
INSERT INTO additions_with_vaes (id, kind, name, notes, path, bytes, changed, sha256)
  SELECT id, kind, name, notes, path, bytes, changed, sha256 FROM additions;
DROP TABLE additions;
ALTER TABLE additions_with_vaes RENAME TO additions;
ALTER TABLE models ADD COLUMN vae_id TEXT;
`;
