import sharp from 'sharp';
import type { ReadRecipe } from '../api/contract/inputs.ts';
import { isAvif } from './avif-texts.ts';
import { hashPixels } from './content-hash.ts';
import { findRecipe } from './find-recipe.ts';
import { PictureFileError } from './picture-file-error.ts';
import { pictureEndings, type KeptFormat } from './picture-folders.ts';
import { PngError } from './png-chunks.ts';
import { encodeThumbnail } from './thumbnail.ts';

/** Pixels that are decoded at most, as a file of a few kilobytes can claim to be of any size. */
const maxPixels = 128 * 1024 * 1024;

/** A picture file of another place, as it is taken into the gallery. */
export interface ImportFile extends ReadRecipe {
  /** By its content, whatever its name says. */
  readonly format: KeptFormat;
  /** Pixels, upright. */
  readonly width: number;
  readonly height: number;
  /** SHA-256 of size and pixels. */
  readonly contentHash: string;
  readonly thumbnail: Uint8Array;
}

/**
 * Reads a picture file whole: pixels, and how it was made, whichever program made it. Damaged texts are no reason to refuse
 * a picture whose pixels are whole.
 *
 * @throws PictureFileError `unknown-format`, `bad-pixels`
 */
export async function readImportFile(bytes: Uint8Array): Promise<ImportFile> {
  const { format, orientation, image, thumbnail } = await readPixels(bytes);
  // Exif's orientations from 5 on lie on their sides.
  const [width, height] =
    orientation >= 5 ? [image.height, image.width] : [image.width, image.height];
  const contentHash = hashPixels(image);
  giveBack(image.rgb);
  return { ...(await readTexts(bytes)), format, width, height, contentHash, thumbnail };
}

const options = { limitInputPixels: maxPixels, failOn: 'truncated' } as const;

async function readPixels(bytes: Uint8Array) {
  const unknown = 'This file is neither PNG, JPEG, WebP nor AVIF.';
  if (bytes.length === 0) throw new PictureFileError('unknown-format', unknown);
  const {
    format: read,
    orientation = 1,
    hasAlpha,
  } = await sharp(bytes, options)
    .metadata()
    .catch((cause: unknown) => {
      throw new PictureFileError('unknown-format', unknown, { cause });
    });
  // AVIF and the video codecs' pictures have one container.
  const format: string | undefined = read === 'heif' && isAvif(bytes) ? 'avif' : read;
  if (!isKept(format)) throw new PictureFileError('unknown-format', unknown);
  try {
    const whole = sharp(bytes, options);
    const { data, info } = await (hasAlpha ? whole.flatten({ background: 'white' }) : whole)
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    const image = { width: info.width, height: info.height, rgb: data };
    const thumbnail =
      orientation > 1
        ? await encodeThumbnail(await sharp(bytes, options).autoOrient().png().toBuffer())
        : await encodeThumbnail(image);
    return { format, orientation, image, thumbnail };
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new PictureFileError('bad-pixels', detail, { cause });
  }
}

/** Frees pixels at once: left to the collector, those of every few pictures make it search the whole heap. */
function giveBack({ buffer, byteLength }: Uint8Array<ArrayBuffer>): void {
  if (byteLength === buffer.byteLength) buffer.transfer(0);
}

function isKept(format: string | undefined): format is KeptFormat {
  return format !== undefined && format in pictureEndings;
}

async function readTexts(bytes: Uint8Array): Promise<ReadRecipe> {
  try {
    return await findRecipe(bytes);
  } catch (error) {
    if (error instanceof PngError || error instanceof PictureFileError) {
      return { own: null, found: null };
    }
    throw error;
  }
}
