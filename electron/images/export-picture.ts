import sharp from 'sharp';
import type { ExportFormat } from '../api/contract/exports.ts';
import type { Recipe } from '../api/contract/recipe.ts';
import { addMetadata, createBlocks } from './picture-metadata.ts';
import { insertPngChunks } from './png-chunks.ts';

export interface ExportOptions {
  readonly format: ExportFormat;
  /** 1 … 100; PNG takes no notice. */
  readonly quality: number;
  /** Null leaves out prompt, seed and model. */
  readonly recipe: Recipe | null;
  readonly appVersion: string;
}

/**
 * A picture file in another format, with its recipe or without.
 *
 * @param path of a PNG file of the gallery
 * @throws what sharp throws, and PictureFileError `too-large` where a recipe does not fit into a JPEG file
 */
export async function exportPicture(
  path: string,
  { format, quality, recipe, appVersion }: ExportOptions,
): Promise<Uint8Array> {
  const picture = sharp(path);
  if (format === 'avif') {
    const { exif, xmp } = createBlocks({ recipe, appVersion });
    // sharp writes no Exif block as it is, but keeps that of its input.
    const plain = await picture.png({ compressionLevel: 0 }).toBuffer();
    const carrier = sharp(insertPngChunks(plain, [{ type: 'eXIf', data: exif }]));
    // At full resolution of colour: these pictures have sharp edges between flat colours.
    const coded = carrier.avif({ quality, chromaSubsampling: '4:4:4' });
    return await coded.keepExif().withXmp(xmp.toString('utf8')).toBuffer();
  }
  const encoded = {
    png: () => picture.png({ compressionLevel: 9 }),
    jpeg: () => picture.jpeg({ quality, chromaSubsampling: '4:4:4' }),
    webp: () => picture.webp({ quality }),
  }[format]();
  const { data, info } = await encoded.toBuffer({ resolveWithObject: true });
  return addMetadata(data, format, { recipe, appVersion }, info);
}
