import assert from 'node:assert/strict';
import sharp from 'sharp';
import type { FoundRecipe } from '../../electron/api/contract/found-recipe.ts';
import { readFoundRecipe } from '../../electron/images/read-found-recipe.ts';
import {
  exifOf,
  jpegWith,
  pngWith,
  unicodeComment,
  webpWith,
} from '../helpers/foreign-pictures.ts';

export const userComment = 0x9286;

export const nothing: FoundRecipe = {
  program: 'a1111',
  version: null,
  prompt: '',
  negativePrompt: '',
  seed: null,
  steps: null,
  guidance: null,
  samplerName: null,
  sampler: null,
  width: null,
  height: null,
  model: null,
  loras: [],
};

/** The same texts in the three formats: as PNG texts, and as Exif's UserComment. */
export async function inAllFormats(
  texts: Readonly<Record<string, string>>,
  comment: string,
): Promise<Record<string, Uint8Array>> {
  const exif = exifOf([{ tag: userComment, data: unicodeComment(comment) }]);
  return { PNG: await pngWith(texts), JPEG: await jpegWith(exif), WebP: await webpWith(exif) };
}

export async function findsEverywhere(
  files: Record<string, Uint8Array>,
  expected: FoundRecipe,
): Promise<void> {
  for (const [format, file] of Object.entries(files)) {
    assert.deepEqual(readFoundRecipe(file), { own: null, found: expected }, format);
    // The file that was made here is a picture to others as well.
    assert.equal((await sharp(file).stats()).channels.length, 3, format);
  }
}
