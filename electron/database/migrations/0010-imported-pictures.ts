/**
 * Pictures that other programs made, and files that stay where the user has them.
 *
 * - `recipe` of such a picture is JSON of the contract's `importedSchema`, and `arm` is empty.
 * - `linked`: `file` is the absolute path of a file that is the user's own.
 * - `picture_sources`: files that an import has read, as they were then.
 */
export const importedPictures = `
ALTER TABLE pictures ADD COLUMN linked INTEGER NOT NULL DEFAULT 0 CHECK (linked IN (0, 1));
CREATE INDEX pictures_linked ON pictures (file) WHERE linked = 1;
CREATE TABLE picture_sources (
  path TEXT PRIMARY KEY,
  bytes INTEGER NOT NULL,
  modified_ms REAL NOT NULL,
  picture_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`;
