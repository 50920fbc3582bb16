import { createHash } from 'node:crypto';
import sharp from 'sharp';
import type { PixelImage } from './picture-file.ts';

/**
 * SHA-256 of size and pixels, hexadecimal: the same for every file that shows the same picture, whatever its format and
 * recipe.
 */
export function hashPixels({ width, height, rgb }: PixelImage): string {
  return createHash('sha256').update(`${width}x${height}:`).update(rgb).digest('hex');
}

/** The content hash of a picture's file. @throws what sharp throws where it cannot be read */
export async function hashPictureFile(path: string): Promise<string> {
  const { data, info } = await sharp(path)
    .flatten({ background: 'white' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return hashPixels({ width: info.width, height: info.height, rgb: data });
}
