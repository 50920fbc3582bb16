import { z } from 'zod';
import { appliedStylesSchema, armKindSchema } from './arm.ts';
import { initImageSchema, strengthSchema } from './init-image.ts';
import { noiseSourceSchema, variationSchema } from './noise.ts';
import { samplerSchema } from './sampler.ts';
import { seedSchema } from './seed.ts';

/** Longest side of any picture in pixels. */
const mostPixels = 2048;

/** Width or height in pixels: a latent pixel is 8 × 8 image pixels. */
export const sideSchema = z
  .number()
  .int('size-not-a-whole-number')
  .min(64, 'size-too-small')
  .max(mostPixels, 'size-too-large')
  .multipleOf(8, 'size-not-divisible-by-8');
export const stepsSchema = z
  .number()
  .int('steps-not-a-whole-number')
  .min(1, 'steps-too-few')
  .max(500, 'steps-too-many');
/**
 * Hires fix: the picture is composed at this size, which the model knows better, enlarged to the run's own, and drawn over
 * there by the strength. Only for runs that begin from noise alone.
 */
export const hiresFixSchema = z.object({
  width: sideSchema,
  height: sideSchema,
  strength: strengthSchema.default(0.3),
  /** Of the second schedule, of which the last `strength` are taken. Left out: as many as the first has. */
  steps: stepsSchema.optional(),
  /** Of the second pass. Left out: that of the first, or what stands in for it. */
  sampler: samplerSchema.optional(),
});
export type HiresFix = z.infer<typeof hiresFixSchema>;

/** The size of a second pass: sides `scale` times as long, multiples of 8, as far as the longest side may be. */
export function enlarge(
  { width, height }: { readonly width: number; readonly height: number },
  scale: number,
): { width: number; height: number } {
  const possible = Math.min(scale, mostPixels / Math.max(width, height));
  const side = (length: number) => Math.round((length * possible) / 8) * 8;
  return { width: side(width), height: side(height) };
}

export const guidanceSchema = z.number().min(1, 'guidance-too-small').max(30, 'guidance-too-large');

/**
 * How prompts are read:
 * - `weighted`: weights `(a:1.3)` `（語：１．３）` `[a]`, schedules, AND, any length, as stable-diffusion-webui reads them,
 *   and choices `{a|b}` that each seed settles for itself
 * - `plain`: letter by letter, cut off at the length of the text encoder, as diffusers and rinna's package read them
 */
export const promptSyntaxes = ['weighted', 'plain'] as const;
export const promptSyntaxSchema = z.enum(promptSyntaxes);
export type PromptSyntax = z.infer<typeof promptSyntaxSchema>;

/** Layers of the text encoder that are left out at the end; stable-diffusion-webui counts one more. */
export const clipSkipSchema = z
  .number()
  .int('clip-skip-not-a-whole-number')
  .min(0, 'clip-skip-too-small')
  .max(11, 'clip-skip-too-large');

/**
 * DeepCache: after the first steps the whole UNet is asked at every so manieth only and a part of it in between, which is
 * faster and changes the picture. Left out, every step is computed in full.
 */
export const deepCacheSchema = z
  .number()
  .int('deep-cache-not-a-whole-number')
  .min(2, 'deep-cache-too-small')
  .max(5, 'deep-cache-too-large');

/** What a run needs besides its arms and seeds; the same for all arms, or they could not be compared. */
export const printSettingsSchema = z.object({
  width: sideSchema.default(512),
  height: sideSchema.default(512),
  steps: stepsSchema.default(20),
  guidance: guidanceSchema.default(7.5),
  sampler: samplerSchema.default('dpmpp-2m'),
  /** Pictures made before there was a choice were read plainly. */
  promptSyntax: promptSyntaxSchema.default('plain'),
  clipSkip: clipSkipSchema.default(0),
  deepCache: deepCacheSchema.optional(),
  /**
   * Most of the UNet in 8-bit integers, calibrated on the model's own activations: faster on a processor, and changes the
   * picture a little. Graphics adapters compute as without it; `engine.precision` says what was done.
   */
  int8: z.boolean().optional(),
  noiseSource: noiseSourceSchema.default('cpu'),
  /** Of a batch: that of its first picture. */
  variation: variationSchema.optional(),
  initImage: initImageSchema.optional(),
  hiresFix: hiresFixSchema.optional(),
  /** Have the model's own safety checker look at the finished picture, where it has one. */
  safetyChecker: z.boolean().optional(),
  /** Hide the studio's name in the pixels: see `watermarkText`. */
  watermark: z.boolean().optional(),
});
export type PrintSettings = z.infer<typeof printSettingsSchema>;

/** What the invisible watermark says: short, so that it is repeated often and survives much. */
export const watermarkText = 'Nishiki';

/** A file that was added to a model: its name without its ending, and the SHA-256 of its bytes, hexadecimal. */
const addedFile = { name: z.string(), sha256: z.string() };

/** Which picture of a batch: `arm` and `seed` count from 0 in the request's order. */
export const cellSchema = z.object({ arm: z.number().int(), seed: z.number().int() });
export type Cell = z.infer<typeof cellSchema>;

/** Everything that is needed to make one picture again, as written into the picture's own file. */
export const recipeSchema = printSettingsSchema.extend({
  schema: z.literal(1),
  arm: armKindSchema,
  /** What this picture was made from: choices `{a|b}` are settled. */
  prompt: z.string(),
  negativePrompt: z.string(),
  /** What was written, where that left a choice. */
  template: z.object({ prompt: z.string(), negativePrompt: z.string() }).optional(),
  /** In the prompts, which say all that the picture was made from: a style may be another one by now. */
  styles: appliedStylesSchema.optional(),
  seed: seedSchema,
  model: z.object({ name: z.string(), fingerprint: z.string() }),
  /** What was added to the model. */
  loras: z.array(z.object({ ...addedFile, scale: z.number() })).optional(),
  embeddings: z.array(z.object({ ...addedFile, word: z.string().optional() })).optional(),
  /** In the place of the model's own. */
  vae: z.object(addedFile).optional(),
  /**
   * What the safety checker said: `blocked` is a picture whose pixels were thrown away, black in its file. Left out where
   * none looked at it.
   */
  safety: z.enum(['passed', 'blocked']).optional(),
  /** SHA-256 of the initial noise, hexadecimal: equal on all arms of a pair. */
  noiseHash: z.string(),
  engine: z.object({
    version: z.string(),
    provider: z.string(),
    precision: z.string(),
    /** Where memory was short: the VAE worked in tiles, which leaves a faint tint in the pixels. */
    footprint: z.literal('small').optional(),
    /** Pictures that the UNet worked on at once, where it was more than this one: sums may be rounded otherwise then. */
    batch: z.number().int().min(2).optional(),
  }),
  pictureId: z.string(),
  comparisonId: z.string().nullable(),
  jobId: z.string(),
  /** Which picture of its job: a job that was interrupted makes none twice. */
  cell: cellSchema.optional(),
  createdAt: z.iso.datetime(),
});
export type Recipe = z.infer<typeof recipeSchema>;
