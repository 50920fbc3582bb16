/**
 * The library of LoRAs and embeddings: names for files that stay where the user has them. `sha256` is null until the file
 * has been read through; `bytes` and `changed` (milliseconds since 1970) say whether it is still the one that was read.
 */
export const additions = `
CREATE TABLE additions (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('lora', 'embedding')),
  name TEXT NOT NULL,
  notes TEXT NOT NULL,
  path TEXT NOT NULL UNIQUE,
  bytes INTEGER NOT NULL,
  changed REAL NOT NULL,
  sha256 TEXT
) STRICT, WITHOUT ROWID;
`;
