import { crc32 } from 'node:zlib';
import type { ArmKind } from '../api/contract/arm.ts';
import type { GalleryPicture } from '../api/contract/gallery.ts';
import type { Imported } from '../api/contract/imported.ts';
import type { Cell, Recipe } from '../api/contract/recipe.ts';
import type { Database } from './open-database.ts';
import { factsOf } from './picture-facts.ts';
import { createPictureTexts } from './picture-texts.ts';

/** How a picture was made, or what is known of one that the studio has not made. */
export type PictureOrigin = { readonly recipe: Recipe } | { readonly imported: Imported };

/** A picture's row as it is inserted. */
export type NewPicture = PictureOrigin & {
  /** Path below the picture folder, with forward slashes; of a linked picture an absolute path. */
  readonly file: string;
  /** The file is the user's own; false where it is left out. */
  readonly linked?: boolean;
  readonly bytes: number;
  readonly modelId: string | null;
  readonly promptId: string | null;
  /** Null when the recipe's comparison has no row. */
  readonly comparisonId: string | null;
  /** Which picture of its job, counted from 0; null when it is not known any more. */
  readonly cell: { readonly arm: number; readonly seed: number } | null;
  /** Further names by which its model can be searched. */
  readonly modelNames: readonly string[];
  /** When it was put into the trash; null for a kept picture. */
  readonly removedAt: string | null;
  /** SHA-256 of size and pixels; left out where it is not known yet. */
  readonly contentHash?: string | null;
};

interface PictureRow {
  id: string;
  created_at: string;
  job_id: string;
  comparison_id: string | null;
  /** Empty where the studio has not made the picture. */
  arm: ArmKind | '';
  model_id: string | null;
  file: string;
  bytes: number;
  recipe: string;
  recipe_crc: number;
  rating: number;
  favourite: number;
  tags: string;
  boards: string;
  score: number | null;
  scorer: string | null;
  removed_at: string | null;
  linked: number;
}

export type PicturesTable = ReturnType<typeof createPicturesTable>;

export function createPicturesTable(database: Database) {
  const insertRow = database.prepare(`
    INSERT INTO pictures (id, created_at, job_id, prompt_id, comparison_id, cell_seed, cell_arm,
      arm, model_id, file, bytes, recipe, recipe_crc, removed_at, created_ms, text_seq, setup_seq,
      seed, content_hash, parent_id, linked)
    VALUES (@id, @createdAt, @jobId, @promptId, @comparisonId, @cellSeed, @cellArm,
      @arm, @modelId, @file, @bytes, @recipe, @recipeCrc, @removedAt, @createdMs, @textSeq, @setupSeq,
      @seed, @contentHash, @parentId, @linked)`);
  const selectRows = database.prepare<object, PictureRow>(`
    SELECT id, created_at, job_id, comparison_id, arm, model_id, file, bytes, recipe, recipe_crc,
      rating, favourite, tags, boards, score, scorer, removed_at, linked
    FROM pictures WHERE (removed_at IS NOT NULL) = @removed
      AND id IN (SELECT value FROM json_each(@ids))`);
  const texts = createPictureTexts(database);
  const selectOfComparison = database.prepare<
    [string],
    { id: string; cell_seed: number; cell_arm: number }
  >(`SELECT id, cell_seed, cell_arm FROM pictures
     WHERE comparison_id = ? AND removed_at IS NULL AND cell_seed IS NOT NULL`);
  const selectOfJob = database.prepare<
    [string],
    { id: string; cell_seed: number; cell_arm: number }
  >(`SELECT id, cell_seed, cell_arm FROM pictures
     WHERE job_id = ? AND cell_seed IS NOT NULL ORDER BY id`);
  const countOfJob = database
    .prepare<[string], number>(
      'SELECT count(*) FROM pictures WHERE job_id = ? AND cell_seed IS NOT NULL',
    )
    .pluck();
  const selectOfPrompt = database
    .prepare<[string, number], string>(
      `SELECT id FROM pictures WHERE prompt_id = ? AND removed_at IS NULL
       ORDER BY id DESC LIMIT ?`,
    )
    .pluck();

  const deleteRow = database.prepare('DELETE FROM pictures WHERE id = ?');
  const selectRecipes = database.prepare<
    [string],
    { id: string; recipe: string; recipe_crc: number }
  >(`SELECT id, recipe, recipe_crc FROM pictures WHERE id IN (SELECT value FROM json_each(?))`);
  const updateRecipe = database.prepare(
    'UPDATE pictures SET recipe = ?, recipe_crc = ? WHERE id = ?',
  );
  const deletePreviews = database.prepare('DELETE FROM preview_sheets WHERE picture_id = ?');

  const insertAll = database.transaction((picture: NewPicture): void => {
    const facts = factsOf(picture);
    const json = JSON.stringify('recipe' in picture ? picture.recipe : picture.imported);
    insertRow.run({
      id: facts.id,
      createdAt: facts.createdAt,
      jobId: facts.jobId,
      promptId: picture.promptId,
      comparisonId: picture.comparisonId,
      cellSeed: picture.cell?.seed ?? null,
      cellArm: picture.cell?.arm ?? null,
      arm: facts.arm,
      modelId: picture.modelId,
      file: picture.file,
      bytes: picture.bytes,
      recipe: json,
      recipeCrc: crc32(json),
      removedAt: picture.removedAt,
      createdMs: Date.parse(facts.createdAt),
      textSeq: texts.text(facts.words, picture.modelNames),
      setupSeq: texts.setup(facts.setup),
      seed: facts.seed,
      contentHash: picture.contentHash ?? null,
      parentId: facts.parentId,
      linked: picture.linked === true ? 1 : 0,
    });
  });

  return {
    /** Adds the row of a picture whose file is safe on disk already. */
    insert(picture: NewPicture): void {
      insertAll(picture);
    },

    /** Kept pictures, or those in the trash, in the order of `ids`; others are left out. */
    get(ids: readonly string[], where?: { readonly removed: boolean }): GalleryPicture[] {
      const found = selectRows.all({
        ids: JSON.stringify(ids),
        removed: where?.removed === true ? 1 : 0,
      });
      const rows = new Map(found.filter(isSound).map((row) => [row.id, row]));
      return ids.flatMap((id) => {
        const row = rows.get(id);
        return row === undefined ? [] : [readPicture(row)];
      });
    },

    /** Pictures among `ids` whose recipe is not what was written: `setRecipe` with that of the file puts it right. */
    withDamagedRecipe(ids: readonly string[]): string[] {
      return selectRecipes
        .all(JSON.stringify(ids))
        .flatMap(({ id, recipe, recipe_crc }) => (crc32(recipe) === recipe_crc ? [] : [id]));
    },

    setRecipe(id: string, recipe: Recipe | Imported): void {
      const json = JSON.stringify(recipe);
      updateRecipe.run(json, crc32(json), id);
    },

    /** Forgets a picture for good, and what was kept of its making. */
    delete(id: string): void {
      database.transaction(() => {
        deletePreviews.run(id);
        deleteRow.run(id);
      })();
    },

    ofComparison(comparisonId: string): { id: string; seed: number; arm: number }[] {
      return selectOfComparison
        .all(comparisonId)
        .map((row) => ({ id: row.id, seed: row.cell_seed, arm: row.cell_arm }));
    },

    /** Pictures that a job has finished, oldest first; also those in the trash. */
    ofJob(jobId: string): { id: string; cell: Cell }[] {
      return selectOfJob
        .all(jobId)
        .map((row) => ({ id: row.id, cell: { arm: row.cell_arm, seed: row.cell_seed } }));
    },

    /** How many a job has finished. */
    countOfJob(jobId: string): number {
      return countOfJob.get(jobId) ?? 0;
    },

    /** Newest kept pictures of a prompt, at most `limit`. */
    ofPrompt(promptId: string, limit: number): string[] {
      return selectOfPrompt.all(promptId, limit);
    },
  };
}

/** Whether the recipe is what was written: a bit that flips inside a text breaks nothing that SQLite would see. */
function isSound({ recipe, recipe_crc }: PictureRow): boolean {
  return crc32(recipe) === recipe_crc;
}

function readPicture(row: PictureRow): GalleryPicture {
  return {
    id: row.id,
    createdAt: row.created_at,
    jobId: row.job_id,
    comparisonId: row.comparison_id,
    ...readOrigin(row),
    modelId: row.model_id,
    fileName: row.file.slice(Math.max(row.file.lastIndexOf('/'), row.file.lastIndexOf('\\')) + 1),
    bytes: row.bytes,
    linked: row.linked === 1,
    rating: row.rating,
    favourite: row.favourite === 1,
    tags: JSON.parse(row.tags) as string[],
    boards: JSON.parse(row.boards) as string[],
    score: row.score,
    scorer: row.scorer,
    removedAt: row.removed_at,
  };
}

function readOrigin({
  arm,
  recipe,
}: PictureRow): Pick<GalleryPicture, 'arm' | 'recipe' | 'imported'> {
  if (arm === '') {
    return { arm: null, recipe: null, imported: JSON.parse(recipe) as Imported };
  }
  return { arm, recipe: JSON.parse(recipe) as Recipe, imported: null };
}
