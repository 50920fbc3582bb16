import type { Recipe } from '../api/contract/recipe.ts';
import { formatA1111Parameters } from './a1111-parameters.ts';
import { createExif } from './exif.ts';
import { app1, insertJpegSegments } from './jpeg-segments.ts';
import { insertPngChunks } from './png-chunks.ts';
import { createTextChunk } from './png-text.ts';
import type { PictureFormat } from './picture-texts.ts';
import { setWebpMetadata } from './webp-chunks.ts';
import { createXmp, xmpKeyword, xmpSegmentName } from './xmp.ts';

/** Keyword of the PNG text that holds the recipe as JSON. */
export const recipeKeyword = 'nishiki';
const parametersKeyword = 'parameters';

/** What a picture file is to say about itself. */
export interface PictureMetadata {
  /** Written whole; null leaves out prompt, seed and model, and only says that the picture was made by a model. */
  readonly recipe: Recipe | null;
  /** Of the studio, e.g. `0.1.0`. */
  readonly appVersion: string;
}

/**
 * An encoded picture without metadata, with it. PNG: `iTXt` chunks `nishiki` (JSON), `parameters` (for other studios) and
 * XMP. JPEG and WebP: `parameters` as Exif's UserComment, and XMP with the JSON in it. The XMP names IPTC's source type
 * "trained algorithmic media".
 *
 * @throws PictureFileError `too-large` where a recipe does not fit into a JPEG file
 */
export function addMetadata(
  file: Uint8Array,
  format: PictureFormat,
  { recipe, appVersion }: PictureMetadata,
  size: { readonly width: number; readonly height: number },
): Uint8Array {
  if (format === 'png') {
    return insertPngChunks(file, [
      ...(recipe === null
        ? []
        : [
            createTextChunk(recipeKeyword, JSON.stringify(recipe)),
            createTextChunk(parametersKeyword, formatA1111Parameters(recipe)),
          ]),
      createTextChunk(xmpKeyword, describeSource(appVersion, recipe, { whole: false })),
    ]);
  }
  const { exif, xmp } = createBlocks({ recipe, appVersion });
  if (format === 'webp') return setWebpMetadata(file, { exif, xmp }, size);
  return insertJpegSegments(file, [
    { marker: app1, data: Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), exif]) },
    { marker: app1, data: Buffer.concat([Buffer.from(xmpSegmentName, 'latin1'), xmp]) },
  ]);
}

/** For files other than PNG: Exif with `parameters` as its UserComment, and XMP with the whole recipe. */
export function createBlocks({ recipe, appVersion }: PictureMetadata): {
  exif: Uint8Array;
  xmp: Buffer;
} {
  const software = `Nishiki ${appVersion}`;
  const exif = createExif(
    recipe === null ? { software } : { software, userComment: formatA1111Parameters(recipe) },
  );
  return { exif, xmp: Buffer.from(describeSource(appVersion, recipe, { whole: true }), 'utf8') };
}

function describeSource(
  appVersion: string,
  recipe: Recipe | null,
  { whole }: { readonly whole: boolean },
): string {
  return createXmp({
    creatorTool: `Nishiki ${appVersion}`,
    createDate: recipe?.createdAt,
    recipe: recipe === null || !whole ? undefined : JSON.stringify(recipe),
  });
}
