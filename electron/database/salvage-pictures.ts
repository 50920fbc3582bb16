import { isAbsolute } from 'node:path';
import { crc32 } from 'node:zlib';
import type SQLite from 'better-sqlite3';
import { importedSchema } from '../api/contract/imported.ts';
import { recipeSchema } from '../api/contract/recipe.ts';
import type { PictureScore } from './picture-marks-table.ts';
import type { PictureOrigin } from './pictures-table.ts';
import { readableRows } from './salvage-rows.ts';
import type { Tables } from './tables.ts';

type Row = Record<string, unknown>;

/**
 * Takes over the pictures whose rows can be read and are true: the recipe has the checksum that was written with it. Marks
 * are taken over with them. Rows that are left out come back from the pictures' own files.
 *
 * @returns how many rows were taken over
 */
export function salvagePictures(
  from: SQLite.Database,
  tables: Tables,
  onUnreadable: () => void,
): number {
  return tables.transaction(() => {
    let taken = 0;
    for (const row of readableRows(from, 'pictures', 'seq', onUnreadable)) {
      const { recipe: json, file, bytes } = row;
      if (typeof json !== 'string' || typeof file !== 'string' || typeof bytes !== 'number')
        continue;
      const linked = row['linked'] === 1;
      const origin = parseOrigin(json, row['recipe_crc']);
      if (origin === null || !(linked ? isAbsolute(file) : isPath(file))) continue;
      const { pictureId } = 'recipe' in origin ? origin.recipe : origin.imported;
      if (
        pictureId !== row['id'] ||
        tables.pictureFiles.get(pictureId) !== null ||
        tables.pictureFiles.idOf(file) !== null
      ) {
        continue;
      }
      const model = tables.models.get(text(row, 'model_id') ?? '');
      const comparison = tables.comparisons.get(text(row, 'comparison_id') ?? '');
      const job = 'recipe' in origin ? tables.jobs.link(origin.recipe.jobId) : null;
      const [seed, arm] = [row['cell_seed'], row['cell_arm']];
      tables.pictures.insert({
        ...origin,
        file,
        linked,
        bytes,
        modelId: model?.id ?? null,
        modelNames: model === null ? [] : [model.name.ja],
        promptId: job?.promptId ?? null,
        comparisonId: comparison?.id ?? null,
        cell:
          comparison !== null && typeof seed === 'number' && typeof arm === 'number'
            ? { seed, arm }
            : null,
        removedAt: text(row, 'removed_at'),
        contentHash: text(row, 'content_hash'),
      });
      taken += 1;
    }
    return taken;
  });
}

/** Marks by the picture's id, wherever its own row comes from. */
export function readMarks(
  from: SQLite.Database,
  onUnreadable: () => void,
): Map<string, SalvagedMarks> {
  const marks = new Map<string, SalvagedMarks>();
  for (const row of readableRows(from, 'pictures', 'seq', onUnreadable)) {
    const { id, rating, favourite, score } = row;
    const [tags, boards] = [names(row['tags']), names(row['boards'])];
    if (typeof id !== 'string' || typeof rating !== 'number' || tags === null || boards === null) {
      continue;
    }
    if (!Number.isInteger(rating) || rating < 0 || rating > 5) continue;
    marks.set(id, {
      rating,
      favourite: favourite === 1,
      tags,
      boards,
      score:
        typeof score === 'number' && Number.isFinite(score)
          ? { score, scorer: text(row, 'scorer') }
          : null,
    });
  }
  return marks;
}

export interface SalvagedMarks {
  readonly rating: number;
  readonly favourite: boolean;
  readonly tags: string[];
  readonly boards: string[];
  readonly score: PictureScore | null;
}

function parseOrigin(json: string, crc: unknown): PictureOrigin | null {
  // Rows of the first version had no checksum; what reads as a recipe is taken for one.
  if (typeof crc === 'number' && crc !== 0 && crc !== crc32(json)) return null;
  try {
    const value: unknown = JSON.parse(json);
    const imported = importedSchema.safeParse(value);
    return imported.success ? { imported: imported.data } : { recipe: recipeSchema.parse(value) };
  } catch {
    return null;
  }
}

/** A path below the picture folder, as this studio writes them. */
function isPath(file: string): boolean {
  return (
    /^[^\0�\\]+\.(?:png|jpg|webp)$/.test(file) && !file.startsWith('/') && !file.includes('..')
  );
}

function names(json: unknown): string[] | null {
  if (typeof json !== 'string') return null;
  try {
    const value: unknown = JSON.parse(json);
    return Array.isArray(value) && value.every((name) => typeof name === 'string') ? value : null;
  } catch {
    return null;
  }
}

function text(row: Row, column: string): string | null {
  const value = row[column];
  return typeof value === 'string' && !value.includes('�') ? value : null;
}
