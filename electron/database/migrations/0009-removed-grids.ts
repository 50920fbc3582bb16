/** When a grid was removed: an undo is possible until the next start. */
export const removedGrids = `
ALTER TABLE grids ADD COLUMN removed_at TEXT;
`;
