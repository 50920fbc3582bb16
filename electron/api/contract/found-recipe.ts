import { z } from 'zod';
import { noiseSourceSchema, variationSchema } from './noise.ts';
import { clipSkipSchema, hiresFixSchema } from './recipe.ts';
import { samplerSchema } from './sampler.ts';
import { seedSchema } from './seed.ts';

/** Programs whose notes inside a picture are understood. */
export const recipePrograms = [
  'nishiki',
  'a1111',
  'comfyui',
  'invokeai',
  'fooocus',
  'novelai',
  'swarmui',
  'drawthings',
  'easydiffusion',
] as const;

/**
 * How a picture was made, as far as the program that made it wrote it into the file. What it does not say is null, never
 * a guess.
 */
export const foundRecipeSchema = z.object({
  program: z.enum(recipePrograms),
  /** The program's version, e.g. `v1.9.4`. */
  version: z.string().nullable(),
  prompt: z.string(),
  negativePrompt: z.string(),
  seed: seedSchema.nullable(),
  steps: z.number().int().positive().nullable(),
  guidance: z.number().nonnegative().nullable(),
  /** The sampler as the program calls it, e.g. `DPM++ 2M Karras`. */
  samplerName: z.string().nullable(),
  /** The studio's own sampler of that name; null where it has none. */
  sampler: samplerSchema.nullable(),
  width: z.number().int().positive().nullable(),
  height: z.number().int().positive().nullable(),
  /** Where it was drawn in two passes: the first, while `width` and `height` are those of the picture. */
  hiresFix: hiresFixSchema.optional(),
  /** Whose random numbers it began from, as the studio counts layers and strengths here too; left out where it is not said. */
  noiseSource: noiseSourceSchema.optional(),
  clipSkip: clipSkipSchema.optional(),
  variation: variationSchema.optional(),
  model: z.object({ name: z.string(), hash: z.string().nullable() }).nullable(),
  loras: z.array(z.object({ name: z.string(), scale: z.number() })),
});
export type FoundRecipe = z.infer<typeof foundRecipeSchema>;
