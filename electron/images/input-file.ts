import sharp, { type Sharp } from 'sharp';
import { hashPixels } from './content-hash.ts';
import type { PixelImage } from './picture-file.ts';

/** Longest side that is kept: no run is larger. */
const maxSide = 2048;

/** Pixels that are decoded at most, as a file of a few kilobytes can claim to be of any size. */
const maxPixels = 128 * 1024 * 1024;

/** Pixels of a mask, one byte each: white is painted anew. */
export interface MaskImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** A picture as it is kept to begin others from. */
export interface EncodedInput {
  /** SHA-256 of size and pixels, hexadecimal. */
  readonly id: string;
  readonly width: number;
  readonly height: number;
  readonly png: Uint8Array;
}

/**
 * A picture file of any usual format as an input: upright by its Exif orientation, on white where it is transparent, in
 * sRGB, no side longer than 2048 pixels.
 *
 * @throws what sharp throws where the bytes are no picture, are cut off, or are too many pixels
 */
export async function encodeInput(file: Uint8Array): Promise<EncodedInput> {
  const upright = sharp(file, { limitInputPixels: maxPixels, failOn: 'truncated' })
    .autoOrient()
    .resize(maxSide, maxSide, { fit: 'inside', withoutEnlargement: true });
  const { width, height, rgb } = await readPixels(upright);
  const id = hashPixels({ width, height, rgb });
  const png = await sharp(rgb, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
  return { id, width, height, png };
}

/** Pixels of an input's file. @throws what sharp throws, and the system's error where there is no file */
export async function readInput(path: string): Promise<PixelImage> {
  return await readPixels(sharp(path));
}

/** Pixels of an input's file as a mask. @throws as readInput */
export async function readMask(path: string): Promise<MaskImage> {
  const { data, info } = await sharp(path)
    .greyscale()
    .extractChannel(0)
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

async function readPixels(picture: Sharp): Promise<PixelImage> {
  const { data, info } = await picture
    .flatten({ background: 'white' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, rgb: data };
}
