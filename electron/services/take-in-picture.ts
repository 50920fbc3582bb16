import { join } from 'node:path';
import type { Imported } from '../api/contract/imported.ts';
import { createIdOf } from '../database/create-id.ts';
import type { PictureOrigin } from '../database/pictures-table.ts';
import type { PictureSource } from '../database/picture-sources-table.ts';
import type { Tables } from '../database/tables.ts';
import { readImportFile, type ImportFile } from '../images/import-file.ts';
import {
  importedPictureFile,
  linkedThumbnailPath,
  thumbnailPath,
  type PictureFolders,
} from '../images/picture-folders.ts';
import { stageFile, type StagedFile } from '../images/write-file-durably.ts';

/** A picture file that comes from elsewhere. */
export interface Arrival {
  readonly bytes: Uint8Array;
  /** The file's own name. */
  readonly name: string;
  /** When it was last changed. */
  readonly modified: Date;
  /** Where it lies; null where only its bytes came. */
  readonly source: PictureSource | null;
  /** Leave it where it lies. */
  readonly linked: boolean;
}

/** A picture whose file is safe and whose row is still to be written. */
export interface TakenIn {
  readonly origin: PictureOrigin;
  readonly id: string;
  readonly file: string;
  readonly linked: boolean;
  readonly bytes: number;
  readonly contentHash: string;
  readonly source: PictureSource | null;
}

/** A picture that was read: its file is still to be named, its thumbnail to be written. */
export interface StagedPicture {
  readonly picture: TakenIn;
  /** Null where the file stays where it lies. */
  readonly staged: StagedFile | null;
  readonly thumbnail: { readonly path: string; readonly bytes: Uint8Array };
}

export type Taking =
  | ({ readonly outcome: 'added' } & StagedPicture)
  | { readonly outcome: 'known'; readonly pictureId: string };

export interface TakeInOptions {
  readonly tables: Tables;
  readonly folders: PictureFolders;
  readonly clock: () => Date;
  /** Pictures without rows yet, by content hash and by the ids of the studio's own. */
  readonly underWay: Map<string, string>;
}

/**
 * Reads a file and, unless the gallery has the picture, stages its copy. A picture of the studio's own is the same
 * by its id, so that two equal pictures of a pair both stay; any other by its pixels.
 *
 * @throws what `readImportFile` throws, and the system's error where the file cannot be kept
 */
export async function takeInPicture(
  { bytes, name, modified, source, linked }: Arrival,
  { tables, folders, clock, underWay }: TakeInOptions,
): Promise<Taking> {
  const read = await readImportFile(bytes);
  const known = knownAs(read, tables, underWay);
  if (known !== null) return { outcome: 'known', pictureId: known };
  const now = clock();
  const made = read.own === null ? (modified > now ? now : modified) : new Date(read.own.createdAt);
  const origin = originOf(read, name, made);
  const id = 'recipe' in origin ? origin.recipe.pictureId : origin.imported.pictureId;
  underWay.set(keyOf(read), id);
  const file = linked && source !== null ? source.path : importedPictureFile(id, read.format, made);
  const path = linked ? linkedThumbnailPath(folders, id) : thumbnailPath(folders, file);
  const thumbnail = { path, bytes: read.thumbnail };
  const { contentHash } = read;
  try {
    const staged = linked ? null : await stageFile(join(folders.pictures, file), bytes);
    const picture = { origin, id, file, linked, bytes: bytes.length, contentHash, source };
    return { outcome: 'added', picture, staged, thumbnail };
  } catch (error) {
    underWay.delete(keyOf(read));
    throw error;
  }
}

function knownAs(
  read: ImportFile,
  tables: Tables,
  underWay: ReadonlyMap<string, string>,
): string | null {
  const under = underWay.get(keyOf(read));
  if (under !== undefined) return under;
  if (read.own === null) return tables.pictureHashes.idOf(read.contentHash);
  return tables.pictureFiles.get(read.own.pictureId)?.id ?? null;
}

function keyOf({ own, contentHash }: ImportFile): string {
  return own?.pictureId ?? contentHash;
}

function originOf(
  { own, found, width, height }: ImportFile,
  name: string,
  made: Date,
): PictureOrigin {
  if (own !== null) return { recipe: own };
  const imported: Imported = {
    schema: 1,
    pictureId: createIdOf(made),
    // Names of macOS come decomposed; a search and the eye want them whole.
    name: name.normalize('NFC').toWellFormed(),
    width,
    height,
    createdAt: made.toISOString(),
    found,
  };
  return { imported };
}
