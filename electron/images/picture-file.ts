import { open } from 'node:fs/promises';
import sharp, { type Sharp } from 'sharp';
import { recipeSchema } from '../api/contract/recipe.ts';
import type { Recipe } from '../api/contract/recipe.ts';
import { addMetadata, recipeKeyword } from './picture-metadata.ts';
import { PngError, readPngChunks } from './png-chunks.ts';
import { readTextChunk } from './png-text.ts';

/** Pixels of a picture: `rgb[3·(y·width + x) + channel]`, 0–255. */
export interface PixelImage {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

/** How much of a file is read for its recipe: the chunk stands right behind `IHDR`. */
const headBytes = 256 * 1024;

/** PNG file with the whole recipe inside, for the studio and for others, and the note that a model made it. */
export async function encodePicture(image: PixelImage, recipe: Recipe): Promise<Uint8Array> {
  const png = await toSharp(image).png({ compressionLevel: 6 }).toBuffer();
  return addMetadata(png, 'png', { recipe, appVersion: recipe.engine.version }, image);
}

/** A small picture as a data URL, for showing a step while it prints. */
export async function encodePreview(image: PixelImage): Promise<string> {
  const webp = await toSharp(image).webp({ quality: 80 }).toBuffer();
  return `data:image/webp;base64,${webp.toString('base64')}`;
}

/**
 * The recipe in a PNG file's bytes; null where there is none. A file cut off behind the recipe still has it.
 *
 * @throws PngError where the bytes are no PNG or the recipe is damaged
 */
export function readRecipe(file: Uint8Array): Recipe | null {
  for (const chunk of readPngChunks(file)) {
    if (chunk.type === 'IDAT') return null;
    const text = readTextChunk(chunk);
    if (text?.keyword === recipeKeyword) return parseRecipe(text.text);
  }
  return null;
}

/**
 * As `readRecipe`, from a file on disk, of which only the beginning is read.
 *
 * @throws PngError, or the system's error where the file cannot be read
 */
export async function readRecipeOfFile(path: string): Promise<Recipe | null> {
  const handle = await open(path, 'r');
  try {
    const head = Buffer.alloc(headBytes);
    const { bytesRead } = await handle.read(head, 0, headBytes, 0);
    return readRecipe(head.subarray(0, bytesRead));
  } finally {
    await handle.close();
  }
}

function parseRecipe(json: string): Recipe {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new PngError('bad-text', 'The recipe in the PNG file is not JSON.', { cause });
  }
  const parsed = recipeSchema.safeParse(value);
  if (!parsed.success) {
    throw new PngError('bad-text', 'The recipe in the PNG file is not one that Nishiki wrote.', {
      cause: parsed.error,
    });
  }
  return parsed.data;
}

function toSharp(image: PixelImage): Sharp {
  const { rgb, width, height } = image;
  return sharp(rgb, { raw: { width, height, channels: 3 } });
}
