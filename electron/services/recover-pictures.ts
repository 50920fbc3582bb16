import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { PictureOrigin } from '../database/pictures-table.ts';
import type { Tables } from '../database/tables.ts';
import { hashPictureFile } from '../images/content-hash.ts';
import { idOfImportedFile, isPictureFile, thumbnailPath } from '../images/picture-folders.ts';
import type { PictureFolders } from '../images/picture-folders.ts';
import { encodeThumbnail } from '../images/thumbnail.ts';
import { partialEnding, writeFileDurably } from '../images/write-file-durably.ts';
import { linksOf } from './insert-taken-in.ts';
import { isUnreadable, readOriginOfFile } from './read-origin.ts';
import { recreateComparisons } from './recover-comparisons.ts';

/** A picture file on disk: its path below the picture folder or, when removed, below the trash folder. */
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
  const kept = await compareWithDisk(
    folders.pictures,
    tables.pictureFiles.list({ removed: false }),
  );
  const removed = await compareWithDisk(folders.trash, tables.pictureFiles.list({ removed: true }));
  const strangers: FoundFile[] = [
    ...kept.strangers.map((file) => ({ file, removed: false })),
    ...removed.strangers.map((file) => ({ file, removed: true })),
  ];
  const lost = new Map<string, string>();
  for (const file of [...kept.lost, ...removed.lost]) {
    const id = tables.pictureFiles.idOf(file);
    if (id !== null) lost.set(id, file);
  }

  const recovered = new Map<string, { origin: PictureOrigin; stranger: FoundFile }>();
  for (const stranger of strangers) {
    const origin = await readOriginOrReport(stranger, options);
    if (origin === null) continue;
    const { pictureId } = 'recipe' in origin ? origin.recipe : origin.imported;
    if (lost.delete(pictureId)) {
      const removedAt = stranger.removed ? options.clock().toISOString() : null;
      tables.pictureFiles.relocate(pictureId, stranger.file, removedAt);
    } else if (tables.pictureFiles.get(pictureId) === null) {
      // A copy of a picture that is there already is not a second picture.
      recovered.set(pictureId, recovered.get(pictureId) ?? { origin, stranger });
    }
  }
  recreateComparisons(
    [...recovered.values()].flatMap(({ origin }) => ('recipe' in origin ? [origin.recipe] : [])),
    tables,
  );
  for (const { origin, stranger } of recovered.values()) await takeBack(origin, stranger, options);
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
  await visitPictureFiles(folder, '', (file) => {
    if (!lost.delete(file)) strangers.push(file);
  });
  return { strangers, lost };
}

/** Visits all picture files below a folder by their paths, with forward slashes; half-written files are deleted. */
async function visitPictureFiles(
  folder: string,
  below: string,
  visit: (file: string) => void,
): Promise<void> {
  for (const entry of await readdir(join(folder, below), { withFileTypes: true })) {
    const path = below + entry.name;
    if (entry.isDirectory()) await visitPictureFiles(folder, `${path}/`, visit);
    else if (isPictureFile(path)) visit(path);
    else if (path.endsWith(partialEnding) && isPictureFile(path.slice(0, -partialEnding.length))) {
      await rm(join(folder, path));
    }
  }
}

async function readOriginOrReport(
  { file, removed }: FoundFile,
  { folders, onProblem }: RecoveryOptions,
): Promise<PictureOrigin | null> {
  const path = join(removed ? folders.trash : folders.pictures, file);
  try {
    const origin = await readOriginOfFile(path, idOfImportedFile(file));
    if (origin === null) onProblem(`${path} holds no recipe of Nishiki and is left alone.`);
    return origin;
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    onProblem(`${path} cannot be taken into the gallery and is left alone.`, error);
    return null;
  }
}

async function takeBack(
  origin: PictureOrigin,
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
  tables.pictures.insert({
    ...linksOf(origin, tables),
    file,
    bytes: size,
    removedAt: removed ? clock().toISOString() : null,
    // By this it is known when its folder is imported again.
    ...('imported' in origin && { contentHash: await hashPictureFile(path) }),
  });
}
