import type { ArmKind } from '../api/contract/arm.ts';
import type { Picture } from '../api/contract/gallery.ts';
import type { Recipe } from '../api/contract/recipe.ts';
import type { Database } from './open-database.ts';
import { searchIndexText, searchQuery } from './search-text.ts';

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
}

export interface PictureFilter {
  readonly search: string;
  readonly arms: readonly ArmKind[];
  readonly comparisonId?: string | undefined;
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
}

export type PicturesTable = ReturnType<typeof createPicturesTable>;

export function createPicturesTable(database: Database) {
  const insertRow = database.prepare(`
    INSERT INTO pictures (id, created_at, job_id, prompt_id, comparison_id, cell_seed, cell_arm,
      arm, model_id, file, bytes, recipe, removed_at)
    VALUES (@id, @createdAt, @jobId, @promptId, @comparisonId, @cellSeed, @cellArm,
      @arm, @modelId, @file, @bytes, @recipe, @removedAt)`);
  const insertSearch = database.prepare('INSERT INTO picture_search (rowid, text) VALUES (?, ?)');
  const selectKept = database.prepare<[string], PictureRow>(`
    SELECT id, created_at, job_id, comparison_id, arm, model_id, file, bytes, recipe
    FROM pictures WHERE removed_at IS NULL AND id IN (SELECT value FROM json_each(?))`);
  const selectFile = database.prepare<[string], { file: string; removed_at: string | null }>(
    'SELECT file, removed_at FROM pictures WHERE id = ?',
  );
  const selectKeptFiles = database
    .prepare<[], string>('SELECT file FROM pictures WHERE removed_at IS NULL')
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
  const selectOfPrompt = database
    .prepare<[string, number], string>(
      `SELECT id FROM pictures WHERE prompt_id = ? AND removed_at IS NULL
       ORDER BY id DESC LIMIT ?`,
    )
    .pluck();

  const insertBoth = database.transaction((picture: NewPicture): void => {
    const { recipe } = picture;
    const { lastInsertRowid } = insertRow.run({
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
      recipe: JSON.stringify(recipe),
      removedAt: picture.removedAt,
    });
    const texts = [recipe.prompt, recipe.negativePrompt, recipe.model.name, ...picture.modelNames];
    insertSearch.run(lastInsertRowid, searchIndexText(texts, [recipe.seed]));
  });

  return {
    /** Adds the row of a picture whose file is safe on disk already. */
    insert(picture: NewPicture): void {
      insertBoth(picture);
    },

    /** Ids of the kept pictures that match, newest first. */
    listIds(filter: PictureFilter): string[] {
      const conditions = ['removed_at IS NULL'];
      const values: string[] = [];
      const query = searchQuery(filter.search);
      if (query !== null) {
        conditions.push('seq IN (SELECT rowid FROM picture_search WHERE picture_search MATCH ?)');
        values.push(query);
      }
      if (filter.arms.length > 0) {
        conditions.push('arm IN (SELECT value FROM json_each(?))');
        values.push(JSON.stringify(filter.arms));
      }
      if (filter.comparisonId !== undefined) {
        conditions.push('comparison_id = ?');
        values.push(filter.comparisonId);
      }
      const sql = `SELECT id FROM pictures WHERE ${conditions.join(' AND ')} ORDER BY id DESC`;
      return database
        .prepare<string[], string>(sql)
        .pluck()
        .all(...values);
    },

    /** Kept pictures in the order of `ids`; unknown and removed ones are left out. */
    get(ids: readonly string[]): Picture[] {
      const rows = new Map(selectKept.all(JSON.stringify(ids)).map((row) => [row.id, row]));
      return ids.flatMap((id) => {
        const row = rows.get(id);
        return row === undefined ? [] : [readPicture(row)];
      });
    },

    file(id: string): PictureFile | null {
      const row = selectFile.get(id);
      return row === undefined ? null : { id, file: row.file, removed: row.removed_at !== null };
    },

    /** Paths of all kept or of all removed pictures: what a start compares with the disk. */
    files(where: { readonly removed: boolean }): string[] {
      return (where.removed ? selectRemovedFiles : selectKeptFiles).all();
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

    /** Corrects a row whose file was found elsewhere. */
    relocate(id: string, file: string, removedAt: string | null): void {
      updateFile.run(file, removedAt, id);
    },

    ofComparison(comparisonId: string): { id: string; seed: number; arm: number }[] {
      return selectOfComparison
        .all(comparisonId)
        .map((row) => ({ id: row.id, seed: row.cell_seed, arm: row.cell_arm }));
    },

    /** Newest kept pictures of a prompt, at most `limit`. */
    ofPrompt(promptId: string, limit: number): string[] {
      return selectOfPrompt.all(promptId, limit);
    },
  };
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
  };
}
