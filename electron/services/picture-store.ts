import { constants, existsSync } from 'node:fs';
import { access, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isPrinted } from '../api/contract/gallery.ts';
import type { Picture } from '../api/contract/gallery.ts';
import type { Recipe } from '../api/contract/recipe.ts';
import type { PictureFile } from '../database/picture-files-table.ts';
import type { Tables } from '../database/tables.ts';
import { hashPictureFile, hashPixels } from '../images/content-hash.ts';
import { encodePicture } from '../images/picture-file.ts';
import type { PixelImage } from '../images/picture-file.ts';
import {
  choosePictureFile,
  linkedThumbnailPath,
  previewSheetPath,
  thumbnailPath,
} from '../images/picture-folders.ts';
import type { PictureFolders } from '../images/picture-folders.ts';
import { encodeThumbnail } from '../images/thumbnail.ts';
import { moveFileDurably, writeFileDurably } from '../images/write-file-durably.ts';
import { createTurns } from './in-turn.ts';
import { isUnreadable, readOriginOfFile } from './read-origin.ts';

/** A finished picture on its way into the gallery. */
export interface PictureToSave {
  readonly image: PixelImage;
  readonly recipe: Recipe;
  readonly modelId: string;
  readonly modelNames: readonly string[];
  /** Null when its prompt is no longer in the history. */
  readonly promptId: string | null;
  readonly cell: { readonly arm: number; readonly seed: number };
}

export type PictureStore = ReturnType<typeof createPictureStore>;

/**
 * Files and rows of pictures together. The file is the picture, the row only finds it: a new picture's file is safe on
 * disk before its row is written, and whether a picture is in the trash is decided by the folder its file is in. A
 * crash between the two is put right at the next start.
 */
export function createPictureStore(
  tables: Tables,
  folders: PictureFolders,
  clock: () => Date,
  isThere: () => boolean = () => true,
) {
  /** Two pages may ask for the same picture at once, and its file moves before its row says so. */
  const inTurn = createTurns();

  /** Missing folders are made, and where a drive was taken out they would be made on another one, where nobody looks. */
  function requireFolder(): void {
    if (isThere()) return;
    throw Object.assign(new Error(`The data folder of ${folders.pictures} is not there.`), {
      code: 'ENOENT',
    });
  }

  function path(picture: PictureFile): string {
    if (picture.linked) return picture.file;
    return join(picture.removed ? folders.trash : folders.pictures, picture.file);
  }

  function thumbnailOf({ id, file, linked }: PictureFile): string {
    return linked ? linkedThumbnailPath(folders, id) : thumbnailPath(folders, file);
  }

  async function remove(id: string): Promise<boolean> {
    const picture = tables.pictureFiles.get(id);
    if (picture === null || picture.removed) return false;
    requireFolder();
    // A row whose file has vanished can be removed as well, or it could never be got rid of.
    if (!picture.linked && existsSync(path(picture))) {
      await moveFileDurably(path(picture), path({ ...picture, removed: true }));
    }
    tables.pictureFiles.markRemoved(id, clock().toISOString());
    return true;
  }

  async function restore(id: string): Promise<boolean> {
    const picture = tables.pictureFiles.get(id);
    if (picture === null || !picture.removed || !existsSync(path(picture))) return false;
    if (!picture.linked) {
      await moveFileDurably(path(picture), path({ ...picture, removed: false }));
    }
    tables.pictureFiles.markKept(id);
    return true;
  }

  async function purge(id: string): Promise<number | null> {
    const picture = tables.pictureFiles.get(id);
    if (picture === null || !picture.removed) return null;
    requireFolder();
    const size = picture.linked ? 0 : await sizeOf(path(picture));
    if (!picture.linked) await rm(path(picture), { force: true });
    tables.pictures.delete(id);
    await rm(thumbnailOf(picture), { force: true });
    if (!picture.linked) await rm(previewSheetPath(folders, picture.file), { force: true });
    return size;
  }

  return {
    /**
     * @param attempt the same for every try to save one picture: a file that is there already is written again, not twice
     * @throws the system's or SQLite's error; a picture whose row failed is found by its file at the next start
     */
    async save(picture: PictureToSave, attempt: { file?: string } = {}): Promise<Picture> {
      const { recipe, image } = picture;
      requireFolder();
      const [bytes, thumbnail] = await Promise.all([
        encodePicture(image, recipe),
        encodeThumbnail(image),
      ]);
      const file = (attempt.file ??= choosePictureFile(folders, recipe, clock()));
      await writeFileDurably(join(folders.pictures, file), bytes);
      await writeFileDurably(thumbnailPath(folders, file), thumbnail);
      tables.pictures.insert({
        recipe,
        file,
        bytes: bytes.byteLength,
        // The model may have been removed while it printed; the recipe keeps its name.
        modelId: tables.models.get(picture.modelId) === null ? null : picture.modelId,
        modelNames: picture.modelNames,
        promptId: picture.promptId,
        comparisonId: recipe.comparisonId,
        cell: picture.cell,
        removedAt: null,
        contentHash: hashPixels(image),
      });
      const [saved] = tables.pictures.get([recipe.pictureId]);
      if (saved === undefined || !isPrinted(saved))
        throw new Error(`Picture ${recipe.pictureId} has no row.`);
      return saved;
    },

    /** Puts a picture into the trash. False when there is none, or it is there already. */
    remove: (id: string): Promise<boolean> => inTurn(id, () => remove(id)),

    /** Brings a picture back from the trash. False when it is not there. */
    restore: (id: string): Promise<boolean> => inTurn(id, () => restore(id)),

    /**
     * Deletes a picture that is in the trash. The file goes first: where it cannot be deleted, the picture stays as it is. A
     * file of the user's own is only forgotten.
     *
     * @returns bytes that were deleted; null when there is no such picture in the trash
     */
    purge: (id: string): Promise<number | null> => inTurn(id, () => purge(id)),

    /** Puts the recipe of a row right from the picture's own file, where that can be read. */
    async rereadRecipe(id: string): Promise<void> {
      const picture = tables.pictureFiles.get(id);
      if (picture === null) return;
      const origin = await readOriginOfFile(path(picture), id).catch((error: unknown) => {
        if (isUnreadable(error)) return null;
        throw error;
      });
      if (origin === null) return;
      const recipe = 'recipe' in origin ? origin.recipe : origin.imported;
      if (recipe.pictureId === id) tables.pictures.setRecipe(id, recipe);
    },

    /**
     * Reads and keeps the content hash of a kept picture. One whose file is no picture is not asked again; one whose file is
     * away, with its drive perhaps, is.
     */
    async hashContent(id: string): Promise<void> {
      const picture = tables.pictureFiles.get(id);
      if (picture === null) return;
      const isHere = await access(path(picture), constants.R_OK).then(
        () => true,
        () => false,
      );
      if (!isHere) return;
      const hash = await hashPictureFile(path(picture)).catch(() => '');
      tables.pictureHashes.set(id, hash);
    },

    /** Path of a picture's file, also in the trash; null when there is none, in the gallery or on disk. */
    locate(id: string): string | null {
      const picture = tables.pictureFiles.get(id);
      if (picture === null || !existsSync(path(picture))) return null;
      return path(picture);
    },

    /** Path of a picture's thumbnail, also of one in the trash; null where it has none. */
    locateThumbnail(id: string): string | null {
      const picture = tables.pictureFiles.get(id);
      if (picture === null) return null;
      const thumbnail = thumbnailOf(picture);
      return existsSync(thumbnail) ? thumbnail : null;
    },
  };
}

async function sizeOf(path: string): Promise<number> {
  return await stat(path).then(
    (found) => found.size,
    () => 0,
  );
}
