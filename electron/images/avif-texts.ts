import sharp from 'sharp';
import { PictureFileError } from './picture-file-error.ts';
import { exifEntries, type PictureTexts } from './picture-texts.ts';
import { xmpKeyword } from './xmp.ts';

/** Brands of a file that are looked at, at most: writers name a handful. */
const maxBrands = 32;

/** By the brands in its first box, `ftyp`: its own, or one that it is compatible with, as writers of `mif1` have it. */
export function isAvif(file: Uint8Array): boolean {
  const head = Buffer.from(file.subarray(0, 16 + 4 * maxBrands));
  if (head.length < 16 || head.toString('latin1', 4, 8) !== 'ftyp') return false;
  const end = Math.min(head.readUInt32BE(0), head.length);
  // Between its own brand and the others stands a version.
  const places = [8, ...Array.from({ length: maxBrands }, (_, brand) => 16 + 4 * brand)];
  return places.some((at) => at < end && /^avi[fs]$/.test(head.toString('latin1', at, at + 4)));
}

/**
 * The texts of an AVIF file, under the names of `readPictureTexts`. Its boxes are libheif's to read.
 *
 * @throws PictureFileError `unknown-format` where the file is damaged, `bad-metadata` where its Exif block is
 */
export async function readAvifTexts(file: Uint8Array): Promise<PictureTexts> {
  const { exif, xmp } = await sharp(file)
    .metadata()
    .catch((cause: unknown) => {
      throw new PictureFileError('unknown-format', 'This AVIF file is damaged.', { cause });
    });
  const texts = new Map(exif ? exifEntries(exif.subarray('Exif\0\0'.length)) : []);
  if (xmp) texts.set(xmpKeyword, new TextDecoder('utf-8').decode(xmp));
  return texts;
}
