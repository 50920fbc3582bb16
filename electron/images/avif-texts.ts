import sharp from 'sharp';
import { PictureFileError } from './picture-file-error.ts';
import { exifEntries, type PictureTexts } from './picture-texts.ts';
import { xmpKeyword } from './xmp.ts';

/** By its first box, `ftyp`, and the brand in it. */
export function isAvif(file: Uint8Array): boolean {
  return /^ftypavi[fs]$/.test(Buffer.from(file.subarray(4, 12)).toString('latin1'));
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
