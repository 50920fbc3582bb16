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
  const day = [now.getFullYear(), twoDigits(now.getMonth() + 1), twoDigits(now.getDate())];
  const time = [now.getHours(), now.getMinutes(), now.getSeconds()].map(twoDigits).join('');
  const stem = `${day.join('-')}/${day.join('')}-${time}-${recipe.seed}-${recipe.arm}`;
  for (let copy = 1; ; copy++) {
    const file = `${stem}${copy === 1 ? '' : `-${copy}`}.png`;
    const taken = [folders.pictures, folders.trash].some((folder) =>
      existsSync(join(folder, file)),
    );
    if (!taken) return file;
  }
}

/** Where a picture's thumbnail lies: beside the pictures, by the picture's own file name. */
export function thumbnailPath(folders: PictureFolders, file: string): string {
  return join(folders.thumbnails, file.replace(/\.png$/, '.webp'));
}

/** Where the sheet of a picture's previews lies, if it has one. */
export function previewSheetPath(folders: PictureFolders, file: string): string {
  return join(folders.previews, file.replace(/\.png$/, '.webp'));
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
