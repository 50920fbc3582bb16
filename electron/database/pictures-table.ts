import { crc32 } from 'node:zlib';
import type { ArmKind } from '../api/contract/arm.ts';
import { galleryFilterSchema } from '../api/contract/gallery-filter.ts';
import type { GalleryFacets, GalleryFilterInput } from '../api/contract/gallery-filter.ts';
import type { Picture } from '../api/contract/gallery.ts';
import type { Cell, Recipe } from '../api/contract/recipe.ts';
import { createGalleryQuery } from './gallery-query.ts';
import type { GalleryList } from './gallery-query.ts';
import type { Database } from './open-database.ts';
import { createPictureTexts } from './picture-texts.ts';

/** A picture's row as it is inserted. */
export interface NewPicture {
  readonly recipe: Recipe;
  /** Path below the picture folder, with forward slashes. */
  readonly file: string;
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
}

/** Where the picture's file lies. */
export interface PictureFile {
  readonly id: string;
  /** Path below the picture folder or, when removed, below the trash folder. */
  readonly file: string;
  readonly removed: boolean;
}

interface PictureRow {
  id: string;
  created_at: string;
  job_id: string;
  comparison_id: string | null;
  arm: ArmKind;
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
  removed_at: string | null;
}

export type PicturesTable = ReturnType<typeof createPicturesTable>;

export function createPicturesTable(database: Database) {
  const insertRow = database.prepare(`
    INSERT INTO pictures (id, created_at, job_id, prompt_id, comparison_id, cell_seed, cell_arm,
      arm, model_id, file, bytes, recipe, recipe_crc, removed_at, created_ms, text_seq, setup_seq,
      seed, content_hash, parent_id)
    VALUES (@id, @createdAt, @jobId, @promptId, @comparisonId, @cellSeed, @cellArm,
      @arm, @modelId, @file, @bytes, @recipe, @recipeCrc, @removedAt, @createdMs, @textSeq, @setupSeq,
      @seed, @contentHash, @parentId)`);
  const selectRows = database.prepare<object, PictureRow>(`
    SELECT id, created_at, job_id, comparison_id, arm, model_id, file, bytes, recipe, recipe_crc,
      rating, favourite, tags, boards, score, removed_at
    FROM pictures WHERE (removed_at IS NOT NULL) = @removed
      AND id IN (SELECT value FROM json_each(@ids))`);
  const texts = createPictureTexts(database);
  const query = createGalleryQuery(database);
  const selectFile = database.prepare<[string], { file: string; removed_at: string | null }>(
    'SELECT file, removed_at FROM pictures WHERE id = ?',
  );
  // In the order of the index on `file`, which holds all that is asked for: the rows themselves are many times as large.
  const selectFiles = database
    .prepare<[], string>('SELECT file FROM pictures ORDER BY file')
    .pluck();
  const selectRemovedFiles = database
    .prepare<[], string>('SELECT file FROM pictures WHERE removed_at IS NOT NULL')
    .pluck();
  const selectIdOfFile = database
    .prepare<[string], string>('SELECT id FROM pictures WHERE file = ?')
    .pluck();
  const updateRemoved = database.prepare('UPDATE pictures SET removed_at = ? WHERE id = ?');
  const updateFile = database.prepare('UPDATE pictures SET file = ?, removed_at = ? WHERE id = ?');
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
  const selectUnhashed = database
    .prepare<[number], string>(
      `SELECT id FROM pictures WHERE content_hash IS NULL AND removed_at IS NULL
       ORDER BY id DESC LIMIT ?`,
    )
    .pluck();
  const updateHash = database.prepare('UPDATE pictures SET content_hash = ? WHERE id = ?');
  const selectParent = database
    .prepare<[string], string>(
      `SELECT parent.id FROM pictures child JOIN pictures parent ON parent.id = child.parent_id
       WHERE child.id = ? AND parent.removed_at IS NULL`,
    )
    .pluck();
  const selectChildren = database
    .prepare<[string], string>(
      `SELECT id FROM pictures WHERE parent_id = ? AND removed_at IS NULL
       ORDER BY id DESC LIMIT 500`,
    )
    .pluck();

  // A variation keeps the seed, the words and the settings of the picture that it varies.
  const alike = `o.seed = p.seed AND o.text_seq = p.text_seq AND o.setup_seq = p.setup_seq
    AND o.arm = p.arm AND o.removed_at IS NULL`;
  const varied = (picture: 'o' | 'p') => `${picture}.recipe ->> '$.variation.seed'`;
  const selectOriginal = database
    .prepare<[string], string>(
      `SELECT o.id FROM pictures p JOIN pictures o ON ${alike}
       WHERE p.id = ? AND ${varied('p')} IS NOT NULL AND ${varied('o')} IS NULL
       ORDER BY o.id DESC LIMIT 1`,
    )
    .pluck();
  const selectVariations = database
    .prepare<[string], string>(
      `SELECT o.id FROM pictures p JOIN pictures o ON ${alike}
       WHERE p.id = ? AND ${varied('p')} IS NULL AND ${varied('o')} IS NOT NULL
       ORDER BY o.id DESC LIMIT 500`,
    )
    .pluck();

  const insertAll = database.transaction((picture: NewPicture): void => {
    const { recipe } = picture;
    const json = JSON.stringify(recipe);
    insertRow.run({
      id: recipe.pictureId,
      createdAt: recipe.createdAt,
      jobId: recipe.jobId,
      promptId: picture.promptId,
      comparisonId: picture.comparisonId,
      cellSeed: picture.cell?.seed ?? null,
      cellArm: picture.cell?.arm ?? null,
      arm: recipe.arm,
      modelId: picture.modelId,
      file: picture.file,
      bytes: picture.bytes,
      recipe: json,
      recipeCrc: crc32(json),
      removedAt: picture.removedAt,
      createdMs: Date.parse(recipe.createdAt),
      textSeq: texts.text(recipe, picture.modelNames),
      setupSeq: texts.setup(recipe),
      seed: recipe.seed,
      contentHash: picture.contentHash ?? null,
      parentId: recipe.initImage?.pictureId ?? null,
    });
  });

  return {
    /** Adds the row of a picture whose file is safe on disk already. */
    insert(picture: NewPicture): void {
      insertAll(picture);
    },

    /** Ids of the pictures that match, newest first unless another order is asked for. */
    listIds(filter: GalleryFilterInput): string[] {
      return splitIds(query.list(galleryFilterSchema.parse(filter)).ids);
    },

    /** As `listIds`, as one text, and with `stacked` how many pictures each id stands for. */
    browse(filter: GalleryFilterInput): GalleryList {
      return query.list(galleryFilterSchema.parse(filter));
    },

    /** @param offsetMs the time zone's distance from UTC */
    facets(filter: GalleryFilterInput, offsetMs: number): GalleryFacets {
      return query.facets(galleryFilterSchema.parse(filter), offsetMs);
    },

    /** Reads a part of what filters need, about 10 ms. False when everything is read. */
    prepareFilters: query.prepare,

    /** Whether filters are answered without reading first. */
    filtersReady(): boolean {
      return query.ready;
    },

    /** Ids of the newest kept pictures, at once. */
    newestIds: query.newest,

    /** Kept pictures, or those in the trash, in the order of `ids`; others are left out. */
    get(ids: readonly string[], where?: { readonly removed: boolean }): Picture[] {
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

    setRecipe(id: string, recipe: Recipe): void {
      const json = JSON.stringify(recipe);
      updateRecipe.run(json, crc32(json), id);
    },

    file(id: string): PictureFile | null {
      const row = selectFile.get(id);
      return row === undefined ? null : { id, file: row.file, removed: row.removed_at !== null };
    },

    /** Paths of all kept or of all removed pictures: what a start compares with the disk. */
    files(where: { readonly removed: boolean }): string[] {
      const removed = selectRemovedFiles.all();
      if (where.removed) return removed;
      const gone = new Set(removed);
      return selectFiles.all().filter((file) => !gone.has(file));
    },

    /** Id of the picture whose file this is. */
    idOfFile(file: string): string | null {
      return selectIdOfFile.get(file) ?? null;
    },

    markRemoved(id: string, at: string): void {
      updateRemoved.run(at, id);
    },

    markKept(id: string): void {
      updateRemoved.run(null, id);
    },

    /** Forgets a picture for good, and what was kept of its making. */
    delete(id: string): void {
      database.transaction(() => {
        deletePreviews.run(id);
        deleteRow.run(id);
      })();
    },

    /** Kept pictures whose pixels were not read yet, newest first. */
    unhashed(limit: number): string[] {
      return selectUnhashed.all(limit);
    },

    /** @param hash SHA-256 of size and pixels; empty where the file cannot be read */
    setContentHash(id: string, hash: string): void {
      updateHash.run(hash, id);
    },

    /** The kept picture that this one was begun from, or that it is a variation of. */
    parentOf(id: string): string | null {
      return selectParent.get(id) ?? selectOriginal.get(id) ?? null;
    },

    /** Kept pictures that were begun from this one or are variations of it, newest first. */
    childrenOf(id: string): string[] {
      const children = new Set([...selectChildren.all(id), ...selectVariations.all(id)]);
      return [...children].toSorted().toReversed();
    },

    /** Corrects a row whose file was found elsewhere. */
    relocate(id: string, file: string, removedAt: string | null): void {
      updateFile.run(file, removedAt, id);
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

    /** Newest kept pictures of a prompt, at most `limit`. */
    ofPrompt(promptId: string, limit: number): string[] {
      return selectOfPrompt.all(promptId, limit);
    },
  };
}

function splitIds(ids: string): string[] {
  return ids === '' ? [] : ids.split(' ');
}

/** Whether the recipe is what was written: a bit that flips inside a text breaks nothing that SQLite would see. */
function isSound({ recipe, recipe_crc }: PictureRow): boolean {
  return crc32(recipe) === recipe_crc;
}

function readPicture(row: PictureRow): Picture {
  return {
    id: row.id,
    createdAt: row.created_at,
    jobId: row.job_id,
    comparisonId: row.comparison_id,
    arm: row.arm,
    modelId: row.model_id,
    fileName: row.file.slice(row.file.lastIndexOf('/') + 1),
    bytes: row.bytes,
    recipe: JSON.parse(row.recipe) as Recipe,
    rating: row.rating,
    favourite: row.favourite === 1,
    tags: JSON.parse(row.tags) as string[],
    boards: JSON.parse(row.boards) as string[],
    score: row.score,
    removedAt: row.removed_at,
  };
}
