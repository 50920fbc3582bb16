import type { Database } from './open-database.ts';

/** Where the previews of a picture lie. */
export interface PreviewSheetRecord {
  readonly pictureId: string;
  /** Path below the preview folder, with forward slashes. */
  readonly file: string;
  /** Of one tile, in pixels. */
  readonly width: number;
  readonly height: number;
  readonly columns: number;
  /** Steps finished at each tile. */
  readonly steps: readonly number[];
}

interface PreviewSheetRow {
  picture_id: string;
  file: string;
  width: number;
  height: number;
  columns: number;
  steps: string;
}

export type PreviewSheetsTable = ReturnType<typeof createPreviewSheetsTable>;

export function createPreviewSheetsTable(database: Database) {
  const insertRow = database.prepare(`
    INSERT OR REPLACE INTO preview_sheets (picture_id, file, width, height, columns, steps)
    VALUES (@pictureId, @file, @width, @height, @columns, @steps)`);
  const selectRow = database.prepare<[string], PreviewSheetRow>(
    'SELECT * FROM preview_sheets WHERE picture_id = ?',
  );

  return {
    /** Adds the row of a sheet whose file is safe on disk already. */
    insert(sheet: PreviewSheetRecord): void {
      insertRow.run({ ...sheet, steps: JSON.stringify(sheet.steps) });
    },

    get(pictureId: string): PreviewSheetRecord | null {
      const row = selectRow.get(pictureId);
      if (row === undefined) return null;
      const { picture_id, steps, ...rest } = row;
      return { ...rest, pictureId: picture_id, steps: JSON.parse(steps) as number[] };
    },
  };
}
