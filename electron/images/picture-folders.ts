import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Recipe } from '../api/contract/recipe.ts';

/** The folders of one studio's pictures. */
export interface PictureFolders {
  readonly pictures: string;
  readonly thumbnails: string;
  readonly trash: string;
  /** Sheets of what the pictures of comparisons looked like on their way. */
  readonly previews: string;
}

export function pictureFolders(dataFolder: string): PictureFolders {
  return {
    pictures: join(dataFolder, 'pictures'),
    thumbnails: join(dataFolder, 'thumbnails'),
    trash: join(dataFolder, 'trash'),
    previews: join(dataFolder, 'previews'),
  };
}

/**
 * A free place for a new picture below the picture folder, e.g. `2026-11-22/20261122-131500-42-ja.png`, local time,
 * with forward slashes. Digits, ASCII letters and hyphens only: valid on Windows, macOS and Linux. The same seed and
 * arm within one second gets `-2`, `-3` …. Asking first is enough: the studio is the folder's only writer.
 */
export function choosePictureFile(folders: PictureFolders, recipe: Recipe, now: Date): string {
  const [day, time] = [dayOf(now), timeOf(now)];
  const stem = `${day.join('-')}/${day.join('')}-${time}-${recipe.seed}-${recipe.arm}`;
  for (let copy = 1; ; copy++) {
    const file = `${stem}${copy === 1 ? '' : `-${copy}`}.png`;
    const taken = [folders.pictures, folders.trash].some((folder) =>
      existsSync(join(folder, file)),
    );
    if (!taken) return file;
  }
}

/** Endings of the files of pictures, by the formats that are kept. */
export const pictureEndings = { png: 'png', jpeg: 'jpg', webp: 'webp', avif: 'avif' } as const;
export type KeptFormat = keyof typeof pictureEndings;

/** Ending and what stands before it. */
const ending = /\.(png|jpg|webp|avif)$/;

const mimes = {
  png: 'image/png',
  jpg: 'image/jpeg',
  webp: 'image/webp',
  avif: 'image/avif',
} as const;

/** Media type of a picture's file, by its ending; files of the user's own may be written `.JPEG`. */
export function mimeOf(file: string): string {
  const letters = file.slice(file.lastIndexOf('.') + 1).toLowerCase();
  return letters in mimes ? mimes[letters as keyof typeof mimes] : mimes.jpg;
}

/** Whether a file in the picture folder is a picture that is whole. */
export function isPictureFile(file: string): boolean {
  return ending.test(file);
}

/**
 * The place of a picture that came from elsewhere, e.g. `2024-05-01/20240501-093000-01hw2m….jpg`: its id is in the name, so
 * that it is the same picture when its row is lost.
 */
export function importedPictureFile(id: string, format: KeptFormat, made: Date): string {
  const [day, time] = [dayOf(made), timeOf(made)];
  return `${day.join('-')}/${day.join('')}-${time}-${id}.${pictureEndings[format]}`;
}

/** The id in the name of a file that came from elsewhere; null in any other name. */
export function idOfImportedFile(file: string): string | null {
  return /-([0-9a-z]{16})\.(?:png|jpg|webp|avif)$/.exec(file)?.[1] ?? null;
}

/** Where a picture's thumbnail lies: beside the pictures, by the picture's own file name. */
export function thumbnailPath(folders: PictureFolders, file: string): string {
  return join(folders.thumbnails, file.replace(ending, '.webp'));
}

/** Where the thumbnail of a file of the user's own lies. */
export function linkedThumbnailPath(folders: PictureFolders, id: string): string {
  return join(folders.thumbnails, 'linked', `${id}.webp`);
}

/** Where the sheet of a picture's previews lies, if it has one. */
export function previewSheetPath(folders: PictureFolders, file: string): string {
  return join(folders.previews, file.replace(ending, '.webp'));
}

function dayOf(date: Date): string[] {
  return [String(date.getFullYear()), twoDigits(date.getMonth() + 1), twoDigits(date.getDate())];
}

function timeOf(date: Date): string {
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(twoDigits).join('');
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
