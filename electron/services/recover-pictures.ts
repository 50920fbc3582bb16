import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Recipe } from '../api/contract/recipe.ts';
import type { Tables } from '../database/tables.ts';
import { readRecipeOfFile } from '../images/picture-file.ts';
import { PngError } from '../images/png-chunks.ts';
import { thumbnailPath } from '../images/picture-folders.ts';
import type { PictureFolders } from '../images/picture-folders.ts';
import { encodeThumbnail } from '../images/thumbnail.ts';
import { partialEnding, writeFileDurably } from '../images/write-file-durably.ts';
import { findCell, recreateComparisons } from './recover-comparisons.ts';

/** A PNG file on disk. */
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
  const found = [
    ...(await findFiles(folders.pictures, false)),
    ...(await findFiles(folders.trash, true)),
  ];
  const rows = tables.pictures.files();
  const expected = new Set(rows.map(placeOf));
  const strangers = found.filter((file) => !expected.has(placeOf(file)));
  const present = new Set(found.map(placeOf));
  const lost = new Map(
    rows.filter((row) => !present.has(placeOf(row))).map((row) => [row.id, row]),
  );

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
    const files = [...lost.values()].map(({ file }) => file);
    onProblem(
      `${files.length} pictures of the gallery have no file any more, the first is ${files[0]}. Their entries are kept.`,
    );
  }
  return recovered.size;
}

/** PNG files below a folder, at any depth; half-written files on the way are deleted. */
async function findFiles(folder: string, removed: boolean): Promise<FoundFile[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files: FoundFile[] = [];
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    if (entry.name.endsWith(`.png${partialEnding}`)) await rm(path, { force: true });
    if (!entry.name.endsWith('.png')) continue;
    files.push({ file: path.slice(folder.length + 1).replaceAll('\\', '/'), removed });
  }
  return files;
}

function placeOf({ file, removed }: FoundFile): string {
  return `${removed ? 'trash' : 'pictures'}/${file}`;
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
    cell: comparison === null ? null : findCell(recipe, comparison, tables),
    removedAt: removed ? clock().toISOString() : null,
  });
}
