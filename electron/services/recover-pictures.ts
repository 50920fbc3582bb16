import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cell, Recipe } from '../api/contract/recipe.ts';
import type { ComparisonRecord } from '../database/comparisons-table.ts';
import type { Tables } from '../database/tables.ts';
import { readRecipeOfFile } from '../images/picture-file.ts';
import { PngError } from '../images/png-chunks.ts';
import { thumbnailPath } from '../images/picture-folders.ts';
import type { PictureFolders } from '../images/picture-folders.ts';
import { encodeThumbnail } from '../images/thumbnail.ts';
import { partialEnding, writeFileDurably } from '../images/write-file-durably.ts';
import { findCell, recreateComparisons } from './recover-comparisons.ts';

/** A PNG file on disk: its path below the picture folder or, when removed, below the trash folder. */
interface FoundFile {
  readonly file: string;
  readonly removed: boolean;
}

export interface RecoveryOptions {
  readonly tables: Tables;
  readonly folders: PictureFolders;
  readonly clock: () => Date;
  readonly onProblem: (message: string, cause?: unknown) => void;
}

/**
 * Compares the rows with the disk at start.
 * - A file without a row comes back into the gallery (or the trash) from the recipe inside of it.
 * - A file found elsewhere than its row says (moved by hand, or by a removal that a crash cut off) keeps its row.
 * - Half-written files are deleted: their pictures were never reported as saved.
 * - A row whose file is missing stays as it is and is reported: the disk may only not be connected.
 *
 * @returns how many files without a row were taken back
 */
export async function recoverPictures(options: RecoveryOptions): Promise<number> {
  const { tables, folders, onProblem } = options;
  const kept = await compareWithDisk(folders.pictures, tables.pictures.files({ removed: false }));
  const removed = await compareWithDisk(folders.trash, tables.pictures.files({ removed: true }));
  const strangers: FoundFile[] = [
    ...kept.strangers.map((file) => ({ file, removed: false })),
    ...removed.strangers.map((file) => ({ file, removed: true })),
  ];
  const lost = new Map<string, string>();
  for (const file of [...kept.lost, ...removed.lost]) {
    const id = tables.pictures.idOfFile(file);
    if (id !== null) lost.set(id, file);
  }

  const recovered = new Map<string, { recipe: Recipe; stranger: FoundFile }>();
  for (const stranger of strangers) {
    const recipe = await readRecipeOrReport(stranger, options);
    if (recipe === null) continue;
    const { pictureId } = recipe;
    if (lost.delete(pictureId)) {
      const removedAt = stranger.removed ? options.clock().toISOString() : null;
      tables.pictures.relocate(pictureId, stranger.file, removedAt);
    } else if (tables.pictures.file(pictureId) === null) {
      // A copy of a picture that is there already is not a second picture.
      recovered.set(pictureId, recovered.get(pictureId) ?? { recipe, stranger });
    }
  }
  recreateComparisons(
    [...recovered.values()].map(({ recipe }) => recipe),
    tables,
  );
  for (const { recipe, stranger } of recovered.values()) await takeBack(recipe, stranger, options);
  if (lost.size > 0) {
    const [first] = lost.values();
    onProblem(
      `Pictures of the gallery without a file: ${lost.size}, the first is ${first}. Their entries are kept.`,
    );
  }
  return recovered.size;
}

/** Files that no row expects, and files that rows expect and that are not there. */
async function compareWithDisk(
  folder: string,
  expected: readonly string[],
): Promise<{ strangers: string[]; lost: Set<string> }> {
  const lost = new Set(expected);
  const strangers: string[] = [];
  await visitPngFiles(folder, '', (file) => {
    if (!lost.delete(file)) strangers.push(file);
  });
  return { strangers, lost };
}

/** Visits all PNG files below a folder by their paths, with forward slashes; half-written files are deleted. */
async function visitPngFiles(
  folder: string,
  below: string,
  visit: (file: string) => void,
): Promise<void> {
  for (const entry of await readdir(join(folder, below), { withFileTypes: true })) {
    const path = below + entry.name;
    if (entry.isDirectory()) await visitPngFiles(folder, `${path}/`, visit);
    else if (path.endsWith('.png')) visit(path);
    else if (path.endsWith(`.png${partialEnding}`)) await rm(join(folder, path));
  }
}

async function readRecipeOrReport(
  { file, removed }: FoundFile,
  { folders, onProblem }: RecoveryOptions,
): Promise<Recipe | null> {
  const path = join(removed ? folders.trash : folders.pictures, file);
  try {
    const recipe = await readRecipeOfFile(path);
    if (recipe === null) onProblem(`${path} holds no recipe of Nishiki and is left alone.`);
    return recipe;
  } catch (error) {
    if (!(error instanceof PngError)) throw error;
    onProblem(`${path} cannot be taken into the gallery and is left alone.`, error);
    return null;
  }
}

/** Without its job's row the recipe's own word does not count: a comparison that was made anew has its own order. */
function cellOf(
  recipe: Recipe,
  hasJob: boolean,
  comparison: ComparisonRecord | null,
  tables: Tables,
): Cell | null {
  if (hasJob && recipe.cell !== undefined) return recipe.cell;
  return comparison === null ? null : findCell(recipe, comparison, tables);
}

async function takeBack(
  recipe: Recipe,
  { file, removed }: FoundFile,
  { tables, folders, clock, onProblem }: RecoveryOptions,
): Promise<void> {
  const path = join(removed ? folders.trash : folders.pictures, file);
  const { size } = await stat(path);
  try {
    await writeFileDurably(thumbnailPath(folders, file), await encodeThumbnail(path));
  } catch (error) {
    onProblem(`${path} is in the gallery again, but it could not be made smaller.`, error);
  }
  const job = tables.jobs.link(recipe.jobId);
  const comparison =
    recipe.comparisonId === null ? null : tables.comparisons.get(recipe.comparisonId);
  const model = tables.models.byFingerprint(recipe.model.fingerprint);
  tables.pictures.insert({
    recipe,
    file,
    bytes: size,
    modelId: model?.id ?? null,
    modelNames: model === null ? [] : [model.name.ja],
    promptId: job?.promptId ?? null,
    comparisonId: comparison?.id ?? null,
    cell: cellOf(recipe, job !== null, comparison, tables),
    removedAt: removed ? clock().toISOString() : null,
  });
}
