import type { FoundRecipe } from '../api/contract/found-recipe.ts';
import type { PictureTexts } from './picture-texts.ts';
import { parseJson, parseObject } from './parse-json.ts';
import { toFoundRecipe, toText } from './recipe-values.ts';

/** The same value's name among the request's fields and among the labels of the page, which of both is a setting there. */
const names = {
  prompt: ['prompt', 'Prompt'],
  negativePrompt: ['negative_prompt', 'Negative Prompt'],
  seed: ['seed', 'Seed'],
  steps: ['num_inference_steps', 'Steps'],
  guidance: ['guidance_scale', 'Guidance Scale'],
  sampler: ['sampler_name', 'Sampler'],
  width: ['width', 'Width'],
  height: ['height', 'Height'],
  model: ['use_stable_diffusion_model', 'Stable Diffusion model'],
  loras: ['use_lora_model', 'LoRA model'],
  loraScales: ['lora_alpha', 'LoRA Strength'],
} as const;

/** Easy Diffusion: each setting a text of its own in PNG, all as JSON in Exif's UserComment elsewhere. */
export function readEasyDiffusion(texts: PictureTexts): FoundRecipe | null {
  const comment = parseObject(texts.get('exif:userComment'));
  const of = (name: keyof typeof names): unknown =>
    names[name]
      .map((each) => comment?.[each] ?? texts.get(each))
      .find((value) => value !== undefined);
  const model = toText(of('model'));
  if (model === null || of('prompt') === undefined) return null;
  const scales = listOf(of('loraScales'));
  return toFoundRecipe({
    program: 'easydiffusion',
    prompt: of('prompt'),
    negativePrompt: of('negativePrompt'),
    seed: of('seed'),
    steps: of('steps'),
    guidance: of('guidance'),
    samplerName: of('sampler'),
    width: of('width'),
    height: of('height'),
    modelName: fileName(model),
    loras: listOf(of('loras')).flatMap((lora, index) => {
      const name = toText(lora);
      return name === null || name === 'None'
        ? []
        : [{ name: fileName(name), scale: scales[index] }];
    }),
  });
}

/** Several are a list, in PNG written as one in Python; one alone stands for itself. */
function listOf(value: unknown): readonly unknown[] {
  if (typeof value === 'string' && value.startsWith('[')) {
    return listOf(parseJson(value.replaceAll("'", '"')) ?? []);
  }
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** Models are named by their path on the machine that drew. */
function fileName(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? path;
}
