import sharp from 'sharp';
import type { ExportFormat } from '../api/contract/exports.ts';
import type { Recipe } from '../api/contract/recipe.ts';
import { addMetadata } from './picture-metadata.ts';
import { createXmp } from './xmp.ts';

export interface ExportOptions {
  readonly format: ExportFormat;
  /** 1 … 100; PNG takes no notice. */
  readonly quality: number;
  /** Null leaves out prompt, seed and model. */
  readonly recipe: Recipe | null;
  readonly appVersion: string;
}

/**
 * A picture file in another format, with its recipe or without. AVIF carries the recipe in its XMP only.
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
    const xmp = createXmp({
      creatorTool: `Nishiki ${appVersion}`,
      createDate: recipe?.createdAt,
      recipe: recipe === null ? undefined : JSON.stringify(recipe),
    });
    // At full resolution of colour: these pictures have sharp edges between flat colours.
    return await picture.withXmp(xmp).avif({ quality, chromaSubsampling: '4:4:4' }).toBuffer();
  }
  const encoded = {
    png: () => picture.png({ compressionLevel: 9 }),
    jpeg: () => picture.jpeg({ quality, chromaSubsampling: '4:4:4' }),
    webp: () => picture.webp({ quality }),
  }[format]();
  const { data, info } = await encoded.toBuffer({ resolveWithObject: true });
  return addMetadata(data, format, { recipe, appVersion }, info);
}
