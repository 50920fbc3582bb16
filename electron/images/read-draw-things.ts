import type { FoundRecipe } from '../api/contract/found-recipe.ts';
import type { PictureTexts } from './picture-texts.ts';
import { isObject, parseObject } from './parse-json.ts';
import { toFoundRecipe, toText } from './recipe-values.ts';
import { readXmpText, xmpKeyword } from './xmp.ts';

/** Draw Things (macOS, iOS): JSON in the XMP's `exif:UserComment`, or in Exif's own; `c` is the prompt, `uc` what is not wanted. */
export function readDrawThings(texts: PictureTexts): FoundRecipe | null {
  const settings =
    parseObject(readXmpText(texts.get(xmpKeyword) ?? '', 'exif:UserComment') ?? undefined) ??
    parseObject(texts.get('exif:userComment'));
  if (settings === null || typeof settings['c'] !== 'string' || !('sampler' in settings))
    return null;
  const [, width, height] = /^(\d+)x(\d+)$/.exec(toText(settings['size']) ?? '') ?? [];
  const loras = Array.isArray(settings['lora']) ? settings['lora'].filter(isObject) : [];
  return toFoundRecipe({
    program: 'drawthings',
    prompt: settings['c'],
    negativePrompt: settings['uc'],
    seed: settings['seed'],
    steps: settings['steps'],
    guidance: settings['scale'],
    samplerName: settings['sampler'],
    width,
    height,
    modelName: settings['model'],
    loras: loras.map(({ model, weight }) => ({ name: model, scale: weight })),
  });
}
