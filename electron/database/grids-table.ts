import type { Grid, GridRequest } from '../api/contract/grids.ts';
import { countCells } from '../api/contract/grids.ts';
import type { Database } from './open-database.ts';

interface GridRow {
  id: string;
  created_at: string;
  request: string;
}

export type GridsTable = ReturnType<typeof createGridsTable>;

/** Grids and which picture stands where. A picture in the trash leaves its place empty. */
export function createGridsTable(database: Database) {
  const insertRow = database.prepare(
    'INSERT INTO grids (id, created_at, request) VALUES (?, ?, ?)',
  );
  const insertCell = database.prepare(
    'INSERT OR REPLACE INTO grid_cells (grid_id, place, picture_id) VALUES (?, ?, ?)',
  );
  const selectAll = database.prepare<[], GridRow>(
    'SELECT * FROM grids WHERE removed_at IS NULL ORDER BY id DESC',
  );
  const selectOne = database.prepare<[string], GridRow>(
    'SELECT * FROM grids WHERE id = ? AND removed_at IS NULL',
  );
  const selectCells = database.prepare<[string], { place: number; id: string }>(`
    SELECT place, pictures.id AS id FROM grid_cells
    JOIN pictures ON pictures.id = grid_cells.picture_id AND pictures.removed_at IS NULL
    WHERE grid_id = ?`);
  const adoptCells = database.prepare(`
    INSERT OR REPLACE INTO grid_cells (grid_id, place, picture_id)
    SELECT jobs.run_id, CAST(jobs.run_part AS INTEGER), pictures.id FROM jobs
    JOIN pictures ON pictures.job_id = jobs.id AND pictures.removed_at IS NULL
    WHERE jobs.run_id = @id AND NOT EXISTS (
      SELECT 1 FROM grid_cells
      JOIN pictures AS there ON there.id = grid_cells.picture_id AND there.removed_at IS NULL
      WHERE grid_id = @id AND place = CAST(jobs.run_part AS INTEGER))
    ORDER BY pictures.id`);
  const setRemoved = database.prepare('UPDATE grids SET removed_at = ? WHERE id = ?');
  const deleteRemoved = database.prepare('DELETE FROM grids WHERE removed_at IS NOT NULL');

  function readGrid(row: GridRow): Grid {
    const request = JSON.parse(row.request) as GridRequest;
    const pictures = Array.from({ length: countCells(request.axes) }, (): string | null => null);
    for (const { place, id } of selectCells.all(row.id)) {
      if (place < pictures.length) pictures[place] = id;
    }
    return { id: row.id, createdAt: row.created_at, request, pictures };
  }

  return {
    insert(id: string, createdAt: string, request: GridRequest): void {
      insertRow.run(id, createdAt, JSON.stringify(request));
    },

    setPicture(id: string, place: number, pictureId: string): void {
      insertCell.run(id, place, pictureId);
    },

    /** Puts the pictures of the grid's jobs in places that have none: a crash may have come in between. */
    adoptPictures(id: string): void {
      adoptCells.run({ id });
    },

    /** Newest first. */
    list(): Grid[] {
      return selectAll.all().map(readGrid);
    },

    get(id: string): Grid | null {
      const row = selectOne.get(id);
      return row === undefined ? null : readGrid(row);
    },

    /** Hides a grid until it is restored or purged. */
    remove(id: string, at: string): void {
      setRemoved.run(at, id);
    },

    /** False where there is none. */
    restore(id: string): boolean {
      return setRemoved.run(null, id).changes > 0;
    },

    /** Forgets for good what was removed; done at start, so that an undo is possible until then. */
    purgeRemoved(): void {
      deleteRemoved.run();
    },
  };
}
