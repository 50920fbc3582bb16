/**
 * X/Y/Z grids. `grids.request` is JSON of the contract's schema; `grid_cells.place` counts x fastest, then y, then z. A
 * picture that was deleted for good leaves its place empty.
 */
export const grids = `
CREATE TABLE grids (
  id TEXT PRIMARY KEY,
  created_at TEXT NOT NULL,
  request TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE grid_cells (
  grid_id TEXT NOT NULL REFERENCES grids (id) ON DELETE CASCADE,
  place INTEGER NOT NULL,
  picture_id TEXT NOT NULL,
  PRIMARY KEY (grid_id, place)
) STRICT, WITHOUT ROWID;
`;
