import type { FoundRecipe } from '../api/contract/found-recipe.ts';
import type { NoiseSource } from '../api/contract/noise.ts';
import type { PictureTexts } from './picture-texts.ts';
import { isObject, parseObject, type JsonObject } from './parse-json.ts';
import { toFoundRecipe, toText } from './recipe-values.ts';

/**
 * InvokeAI: JSON in the text `invokeai_metadata` (from version 3 on) or `sd-metadata` (version 2); before that, and beside the
 * latter, the command that drew, as text `Dream`.
 */
export function readInvokeAi(texts: PictureTexts): FoundRecipe | null {
  const comment = parseObject(texts.get('exif:userComment'));
  const current =
    parseObject(texts.get('invokeai_metadata')) ??
    (comment !== null && 'positive_prompt' in comment ? comment : null);
  if (current !== null) return readCurrent(current);
  const old = parseObject(texts.get('sd-metadata'));
  return (old === null ? null : readVersion2(old)) ?? readCommand(texts.get('Dream') ?? '');
}

/** `"prompt [not wanted]" -s 50 -S 42 -W 512 -H 768 -C 7.5 -A k_lms`, in any order. */
function readCommand(command: string): FoundRecipe | null {
  const [, prompt, flags] = /^"((?:\\.|[^"\\])*)"((?: .*)?)$/s.exec(command.trim()) ?? [];
  if (prompt === undefined || flags === undefined) return null;
  const of = (flag: string) => new RegExp(`(?:^|\\s)-${flag} ?(\\S+)`).exec(flags)?.[1];
  if (of('S') === undefined) return null;
  const { positive, negative } = splitPrompt(prompt.replaceAll(/\\(.)/g, '$1'));
  return toFoundRecipe({
    program: 'invokeai',
    prompt: positive,
    negativePrompt: negative,
    seed: of('S'),
    steps: of('s'),
    guidance: of('C'),
    samplerName: of('A'),
    width: of('W'),
    height: of('H'),
  });
}

function readCurrent(metadata: JsonObject): FoundRecipe {
  const model = isObject(metadata['model']) ? metadata['model'] : {};
  const loras = Array.isArray(metadata['loras']) ? metadata['loras'].filter(isObject) : [];
  return toFoundRecipe({
    program: 'invokeai',
    version: metadata['app_version'],
    prompt: metadata['positive_prompt'],
    negativePrompt: metadata['negative_prompt'],
    seed: metadata['seed'],
    steps: metadata['steps'],
    guidance: metadata['cfg_scale'],
    samplerName: metadata['scheduler'],
    noiseSource: noiseSources[toText(metadata['rand_device']) ?? ''],
    clipSkip: metadata['clip_skip'],
    width: metadata['width'],
    height: metadata['height'],
    modelName: model['name'] ?? model['model_name'],
    modelHash: model['hash'],
    loras: loras.map((lora) => ({ name: nameOfLora(lora), scale: lora['weight'] })),
  });
}

const noiseSources: Readonly<Record<string, NoiseSource>> = { cpu: 'cpu', cuda: 'gpu' };

/** `{ model: { name } }` in version 4, `{ lora: { model_name } }` in version 3. */
function nameOfLora(lora: JsonObject): unknown {
  const model = [lora['model'], lora['lora']].find(isObject) ?? {};
  return model['name'] ?? model['model_name'];
}

function readVersion2(metadata: JsonObject): FoundRecipe | null {
  const image = metadata['image'];
  if (!isObject(image)) return null;
  const { positive, negative } = splitPrompt(promptOf(image['prompt']));
  return toFoundRecipe({
    program: 'invokeai',
    version: metadata['app_version'],
    prompt: positive,
    negativePrompt: negative,
    seed: image['seed'],
    steps: image['steps'],
    guidance: image['cfg_scale'],
    samplerName: image['sampler'],
    width: image['width'],
    height: image['height'],
    modelName: metadata['model_weights'],
    modelHash: metadata['model_hash'],
  });
}

/** A text, or a list of weighted texts. */
function promptOf(prompt: unknown): string {
  if (!Array.isArray(prompt)) return toText(prompt) ?? '';
  return prompt
    .filter(isObject)
    .flatMap((part) => toText(part['prompt']) ?? [])
    .join(', ');
}

/** Version 2 wrote what was not wanted in brackets into the prompt itself. */
function splitPrompt(prompt: string): { positive: string; negative: string } {
  const bracketed = /\[([^[\]]*)\]/g;
  const negatives = [...prompt.matchAll(bracketed)].map(([, text = '']) => text.trim());
  const positive = prompt.replaceAll(bracketed, '').trim();
  return { positive, negative: negatives.join(', ') };
}
