import { labelOfScheduler } from '../../native-models/schedulers/scheduler-names.ts';
import type { HiresFix, Recipe } from '../api/contract/recipe.ts';

/**
 * The recipe in the text form of stable-diffusion-webui (`parameters`), which most studios can read:
 * prompt with its LoRAs, `Negative prompt:` line when there is one, one line of settings. `Model hash` is the beginning of Nishiki's
 * fingerprint, not of a file's SHA-256.
 */
export function formatA1111Parameters(recipe: Recipe): string {
  const { variation, hiresFix } = recipe;
  const { width, height } = hiresFix ?? recipe;
  const settings = [
    `Steps: ${recipe.steps}`,
    `Sampler: ${labelOfScheduler(recipe.sampler)}`,
    `CFG scale: ${recipe.guidance}`,
    `Seed: ${recipe.seed}`,
    `Size: ${width}x${height}`,
    `Model hash: ${recipe.model.fingerprint.slice(0, 10)}`,
    `Model: ${quoteValue(recipe.model.name)}`,
    ...(recipe.vae ? [`VAE: ${quoteValue(recipe.vae.name)}`] : []),
    ...(variation
      ? [`Variation seed: ${variation.seed}`, `Variation seed strength: ${variation.strength}`]
      : []),
    ...(recipe.clipSkip > 0 ? [`Clip skip: ${recipe.clipSkip + 1}`] : []),
    ...(hiresFix ? hiresSettings(recipe, hiresFix) : []),
    ...(recipe.initImage ? [`Denoising strength: ${recipe.initImage.strength}`] : []),
    ...(recipe.embeddings ? [`TI hashes: ${JSON.stringify(hashesOf(recipe.embeddings))}`] : []),
    `RNG: ${randomSources[recipe.noiseSource]}`,
    'Version: Nishiki',
  ];
  const loras = (recipe.loras ?? []).map(({ name, scale }) => `<lora:${name}:${scale}>`);
  return [
    [recipe.prompt, ...loras].join(' '),
    ...(recipe.negativePrompt === '' ? [] : [`Negative prompt: ${recipe.negativePrompt}`]),
    settings.join(', '),
  ].join('\n');
}

/** As webui writes its second pass; by its size, as a factor would be rounded. */
function hiresSettings(
  { width, height, steps }: Recipe,
  { strength, steps: second = steps, sampler }: HiresFix,
): string[] {
  return [
    `Denoising strength: ${strength}`,
    `Hires resize: ${width}x${height}`,
    `Hires steps: ${second}`,
    ...(sampler ? [`Hires sampler: ${labelOfScheduler(sampler)}`] : []),
    'Hires upscaler: Lanczos',
  ];
}

/** webui's own form: each word with the beginning of the SHA-256. */
function hashesOf(embeddings: NonNullable<Recipe['embeddings']>): string {
  return embeddings
    .map(({ word, name, sha256 }) => `${word ?? name}: ${sha256.slice(0, 12)}`)
    .join(', ');
}

/** webui's names: `NV` are the numbers of an NVIDIA card, wherever they are computed. */
const randomSources = { cpu: 'CPU', gpu: 'NV' } as const;

/** As webui does: a value with a comma, colon or line break is written as a JSON string. */
function quoteValue(value: string): string {
  return /[,:\n]/.test(value) ? JSON.stringify(value) : value;
}
