import type { Difference } from '../api/contract/comparisons.ts';
import type { Database } from './open-database.ts';

/** How far two pictures are apart, without saying which arms they are. */
export type PictureDifference = Omit<Difference, 'first' | 'second'>;

interface DifferenceRow {
  mean_absolute: number;
  psnr: number | null;
  ssim: number;
  parting: string | null;
}

export type DifferencesTable = ReturnType<typeof createDifferencesTable>;

/** Measured differences by the ids of the two pictures, in either order. */
export function createDifferencesTable(database: Database) {
  const insertRow = database.prepare(`
    INSERT OR REPLACE INTO picture_differences
      (first_id, second_id, mean_absolute, psnr, ssim, parting)
    VALUES (?, ?, ?, ?, ?, ?)`);
  const selectRow = database.prepare<[string, string], DifferenceRow>(
    'SELECT * FROM picture_differences WHERE first_id = ? AND second_id = ?',
  );

  return {
    insert(a: string, b: string, difference: PictureDifference): void {
      const { meanAbsolute, psnr, ssim, parting } = difference;
      insertRow.run(...inOrder(a, b), meanAbsolute, psnr, ssim, parting && JSON.stringify(parting));
    },

    get(a: string, b: string): PictureDifference | null {
      const row = selectRow.get(...inOrder(a, b));
      if (row === undefined) return null;
      return {
        meanAbsolute: row.mean_absolute,
        psnr: row.psnr,
        ssim: row.ssim,
        parting:
          row.parting === null ? null : (JSON.parse(row.parting) as PictureDifference['parting']),
      };
    },
  };
}

function inOrder(a: string, b: string): [string, string] {
  return a < b ? [a, b] : [b, a];
}
