import { z } from 'zod';
import { armKindSchema } from './arm.ts';
import { seedSchema } from './seed.ts';

/** Samplers by the names users know; the engine's table maps each to its scheduler. */
export const samplers = ['ddim', 'pndm', 'lms', 'euler', 'euler-ancestral', 'dpmpp-2m'] as const;
export const samplerSchema = z.enum(samplers);
export type Sampler = z.infer<typeof samplerSchema>;

/** Width or height in pixels: a latent pixel is 8 × 8 image pixels. */
export const sideSchema = z
  .number()
  .int('size-not-a-whole-number')
  .min(64, 'size-too-small')
  .max(2048, 'size-too-large')
  .multipleOf(8, 'size-not-divisible-by-8');
export const stepsSchema = z
  .number()
  .int('steps-not-a-whole-number')
  .min(1, 'steps-too-few')
  .max(500, 'steps-too-many');
export const guidanceSchema = z.number().min(1, 'guidance-too-small').max(30, 'guidance-too-large');

/** What a run needs besides its arms and seeds; the same for all arms, or they could not be compared. */
export const printSettingsSchema = z.object({
  width: sideSchema.default(512),
  height: sideSchema.default(512),
  steps: stepsSchema.default(20),
  guidance: guidanceSchema.default(7.5),
  sampler: samplerSchema.default('dpmpp-2m'),
});
export type PrintSettings = z.infer<typeof printSettingsSchema>;

/** Everything that is needed to make one picture again, as written into the picture's own file. */
export const recipeSchema = printSettingsSchema.extend({
  schema: z.literal(1),
  arm: armKindSchema,
  prompt: z.string(),
  negativePrompt: z.string(),
  seed: seedSchema,
  model: z.object({ name: z.string(), fingerprint: z.string() }),
  /** What was added to the model: the file's name without its ending, and the SHA-256 of its bytes, hexadecimal. */
  loras: z.array(z.object({ name: z.string(), sha256: z.string(), scale: z.number() })).optional(),
  /** SHA-256 of the initial noise, hexadecimal: equal on all arms of a pair. */
  noiseHash: z.string(),
  engine: z.object({ version: z.string(), provider: z.string(), precision: z.string() }),
  pictureId: z.string(),
  comparisonId: z.string().nullable(),
  jobId: z.string(),
  createdAt: z.iso.datetime(),
});
export type Recipe = z.infer<typeof recipeSchema>;
