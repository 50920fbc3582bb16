import sharp from 'sharp';
import type { ReadRecipe } from '../api/contract/inputs.ts';
import { isAvif, readAvifTexts } from './avif-texts.ts';
import { readHiddenTexts } from './hidden-texts.ts';
import { describeTexts, readForeignTexts, readFoundRecipe } from './read-found-recipe.ts';

/** Pixels that are decoded at most to look for a hidden text, as a file of a few kilobytes can claim to be of any size. */
const maxPixels = 32 * 1024 * 1024;

/**
 * How a PNG, JPEG, WebP or AVIF file was made: by the texts beside its pixels, else by a text hidden in its transparency.
 *
 * @throws as `readFoundRecipe`, and PictureFileError where the bytes are no AVIF picture either
 */
export async function findRecipe(file: Uint8Array): Promise<ReadRecipe> {
  const read = isAvif(file) ? describeTexts(await readAvifTexts(file)) : readFoundRecipe(file);
  if (read.found !== null) return read;
  const hidden = await readPixelTexts(file);
  return { own: null, found: hidden === null ? null : readForeignTexts(hidden) };
}

/** Null where there is no transparency, nothing hidden in it, or no pixels to be read. */
async function readPixelTexts(file: Uint8Array) {
  const picture = sharp(file, { limitInputPixels: maxPixels });
  const { hasAlpha, channels, depth } = await picture.metadata().catch(() => ({
    hasAlpha: false,
    channels: 0,
    depth: '',
  }));
  if (!hasAlpha || channels !== 4 || depth !== 'uchar') return null;
  const pixels = await picture
    .raw()
    .toBuffer({ resolveWithObject: true })
    .catch(() => null);
  return pixels && readHiddenTexts(pixels.data, pixels.info.width, pixels.info.height);
}
