import type { FoundRecipe } from '../api/contract/found-recipe.ts';
import type { PictureTexts } from './picture-texts.ts';
import { isObject, parseObject, type JsonObject } from './parse-json.ts';
import { toFoundRecipe, withSpacing } from './recipe-values.ts';
import { samplerOfComfy } from './sampler-names.ts';

/**
 * SwarmUI: JSON with `sui_image_params`, as text `parameters` in PNG, as Exif's UserComment elsewhere, as Exif's Model in its
 * first versions. Names are in lower case without underscores.
 */
export function readSwarmUi(texts: PictureTexts): FoundRecipe | null {
  for (const name of ['parameters', 'exif:userComment', 'exif:model']) {
    const json = parseObject(texts.get(name));
    const settings = json?.['sui_image_params'];
    if (json !== null && isObject(settings)) return readSettings(settings, json['sui_models']);
  }
  return null;
}

function readSettings(settings: JsonObject, models: unknown): FoundRecipe {
  const model = Array.isArray(models)
    ? models.filter(isObject).find(({ param }) => param === 'model')
    : undefined;
  const [names, weights] = [listOf(settings['loras']), listOf(settings['loraweights'])];
  const sampler = settings['sampler'] ?? settings['comfyuisampler'] ?? settings['autowebuisampler'];
  const spacing = settings['scheduler'] ?? settings['comfyuischeduler'];
  return toFoundRecipe({
    program: 'swarmui',
    version: settings['swarm_version'],
    prompt: settings['prompt'],
    negativePrompt: settings['negativeprompt'],
    seed: settings['seed'],
    steps: settings['steps'],
    guidance: settings['cfgscale'],
    samplerName: withSpacing(sampler, spacing),
    sampler: samplerOfComfy(sampler, spacing),
    width: settings['width'],
    height: settings['height'],
    modelName: settings['model'],
    modelHash: model?.['hash'],
    loras: names.map((name, index) => ({ name, scale: weights[index] })),
  });
}

/** A list, or a text with commas. */
function listOf(value: unknown): readonly unknown[] {
  if (typeof value === 'string') return value.split(',').map((part) => part.trim());
  return Array.isArray(value) ? value : [];
}
