import type { FoundRecipe } from '../api/contract/found-recipe.ts';
import type { ReadRecipe } from '../api/contract/inputs.ts';
import { recipeSchema, type Recipe } from '../api/contract/recipe.ts';
import { recipeKeyword } from './picture-metadata.ts';
import { readPictureTexts, type PictureTexts } from './picture-texts.ts';
import { readRecipeOfXmp, xmpKeyword } from './xmp.ts';
import { parseJson } from './parse-json.ts';
import { readA1111 } from './read-a1111.ts';
import { readComfyUi } from './read-comfyui.ts';
import { readDrawThings } from './read-draw-things.ts';
import { readEasyDiffusion } from './read-easy-diffusion.ts';
import { readFooocus } from './read-fooocus.ts';
import { readInvokeAi } from './read-invokeai.ts';
import { readNovelAi } from './read-novelai.ts';
import { readSwarmUi } from './read-swarmui.ts';

/** The most particular first: several programs write stable-diffusion-webui's text beside their own. */
const foreignReaders = [
  readFooocus,
  readSwarmUi,
  readInvokeAi,
  readNovelAi,
  readEasyDiffusion,
  readDrawThings,
  readA1111,
  readComfyUi,
];

/**
 * How a PNG, JPEG or WebP file was made, whichever program made it.
 *
 * @throws PictureFileError or PngError where the bytes are no such picture, are cut off, or their texts are damaged
 */
export function readFoundRecipe(file: Uint8Array): ReadRecipe {
  return describeTexts(readPictureTexts(file));
}

/** As above, by the texts that a file of any format carries. */
export function describeTexts(texts: PictureTexts): ReadRecipe {
  const own = readOwn(texts);
  if (own !== null) return { own, found: describeOwn(own) };
  return { own: null, found: readForeignTexts(texts) };
}

/** What another program's texts say; null where no program is known by them. */
export function readForeignTexts(texts: PictureTexts): FoundRecipe | null {
  for (const read of foreignReaders) {
    const found = read(texts);
    if (found !== null) return found;
  }
  return null;
}

/** A recipe of a later version has a shape that is not known here; its text for other programs still is. */
function readOwn(texts: PictureTexts): Recipe | null {
  const text = texts.get(recipeKeyword) ?? readRecipeOfXmp(texts.get(xmpKeyword) ?? '');
  const parsed = recipeSchema.safeParse(text === null ? null : parseJson(text));
  return parsed.success ? parsed.data : null;
}

function describeOwn(recipe: Recipe): FoundRecipe {
  const { prompt, negativePrompt, seed, steps, guidance, sampler, width, height } = recipe;
  return {
    program: 'nishiki',
    version: recipe.engine.version,
    prompt,
    negativePrompt,
    seed,
    steps,
    guidance,
    samplerName: sampler,
    sampler,
    width,
    height,
    model: { name: recipe.model.name, hash: recipe.model.fingerprint },
    loras: (recipe.loras ?? []).map(({ name, scale }) => ({ name, scale })),
  };
}
