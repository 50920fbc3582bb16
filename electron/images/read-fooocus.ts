import type { FoundRecipe } from '../api/contract/found-recipe.ts';
import type { PictureTexts } from './picture-texts.ts';
import { parseJson, parseObject, type JsonObject } from './parse-json.ts';
import { toFoundRecipe, toText, withSpacing } from './recipe-values.ts';

/**
 * Fooocus: JSON in `parameters` beside `fooocus_scheme`, or in Exif's UserComment. Its other scheme is that of
 * stable-diffusion-webui, whose reader knows it by its version.
 */
export function readFooocus(texts: PictureTexts): FoundRecipe | null {
  const scheme = texts.get('fooocus_scheme');
  const software = texts.get('exif:software') ?? '';
  const settings =
    parseObject(texts.get('parameters')) ??
    parseObject(texts.get('comment')) ??
    parseObject(texts.get('exif:userComment'));
  if (settings === null) return null;
  const own = scheme === 'fooocus' || software.startsWith('Fooocus');
  const isFooocus = own || toText(settings['version'])?.startsWith('Fooocus');
  if (!isFooocus || of(settings, 'prompt') === undefined) return null;
  const [, width, height] =
    /(\d{1,6})\D{1,9}(\d{1,6})/.exec(toText(of(settings, 'resolution')) ?? '') ?? [];
  return toFoundRecipe({
    program: 'fooocus',
    version: settings['version'] ?? software,
    prompt: of(settings, 'prompt'),
    negativePrompt: of(settings, 'negative_prompt'),
    seed: of(settings, 'seed'),
    steps: of(settings, 'steps'),
    guidance: of(settings, 'guidance_scale'),
    samplerName: withSpacing(of(settings, 'sampler'), of(settings, 'scheduler')),
    width,
    height,
    modelName: of(settings, 'base_model'),
    modelHash: of(settings, 'base_model_hash'),
    loras: lorasOf(settings),
  });
}

/** Names were `Negative Prompt` before they were `negative_prompt`. */
function of(settings: JsonObject, name: string): unknown {
  const label = name.replaceAll(/(^|_)([a-z])/g, (_all, space: string, letter: string) => {
    return (space === '' ? '' : ' ') + letter.toUpperCase();
  });
  return settings[name] ?? settings[label];
}

/** A list `[[name, weight, hash]]`, or texts `lora_combined_1: "name : weight"`. */
function lorasOf(settings: JsonObject): { name: unknown; scale: unknown }[] {
  const list = settings['loras'];
  const rows = typeof list === 'string' ? parseJson(list) : list;
  if (Array.isArray(rows)) {
    return rows.filter(Array.isArray).map((row: unknown[]) => ({ name: row[0], scale: row[1] }));
  }
  return Object.entries(settings).flatMap(([key, value]) => {
    if (!/^lora_combined_\d+$/.test(key)) return [];
    const [, name, scale] = /^(.*) : ([-\d.]+)$/.exec(toText(value) ?? '') ?? [];
    return name === undefined ? [] : [{ name, scale }];
  });
}
