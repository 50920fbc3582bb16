import { z } from 'zod';
import { type Seed, seedAt, seedSchema } from './seed.ts';

/**
 * Whose random numbers the noise is made of, whatever computes the picture:
 * - `cpu`: PyTorch's on the CPU, as in diffusers and in rinna's notebooks
 * - `gpu`: PyTorch's on an NVIDIA card, as in stable-diffusion-webui
 */
export const noiseSources = ['cpu', 'gpu'] as const;
export const noiseSourceSchema = z.enum(noiseSources);
export type NoiseSource = z.infer<typeof noiseSourceSchema>;

/** A picture's initial noise is carried a part of the way towards that of another seed; nothing else changes. */
export const variationSchema = z.object({
  seed: seedSchema,
  /** Above 0 (the picture itself) … 1 (the picture of the other seed). */
  strength: z.number().gt(0, 'strength-too-small').max(1, 'strength-too-large'),
});
export type Variation = z.infer<typeof variationSchema>;

/** Left out, the studio draws the other seed. */
export const variationRequestSchema = z.object({
  seed: seedSchema.optional(),
  strength: variationSchema.shape.strength.default(0.2),
});

/** The variation of the `index`-th picture of a batch: each goes towards a seed of its own. */
export function variationAt({ seed, strength }: Variation, index: number): Variation {
  return { seed: seedAt(seed, index), strength };
}

/** Seeds of a batch: in a row, but variations are all of one. */
export function seedsOfBatch(first: Seed, count: number, varies: boolean): Seed[] {
  return Array.from({ length: count }, (_, index) => seedAt(first, varies ? 0 : index));
}
