import type { SchedulerPlan } from '../schedulers/scheduler.ts';
import { weightedSum } from '../schedulers/weighted-sum.ts';
import type { ImageBatch, LatentSize } from './settle-request.ts';

/** Channels of the latents that a Stable Diffusion 1.x VAE decodes. */
export const latentChannels = 4;

/**
 * A source of standard-normal tensors `[seeds.length, ...shape]`, flat; every call of the result gives the next one.
 * `createLatentNoise` of random/ is one.
 */
export type DrawNoise = (seeds: readonly bigint[], shape: readonly number[]) => () => Float32Array;

export interface PreparedLatents {
  /** Standard normal, `[images, 4, height, width]`. */
  readonly noise: Float32Array;
  /** The same at the level where the run begins. */
  readonly latents: Float32Array;
  /** Noise for the next step that wants some, from the same generators: same shape. */
  readonly nextNoise: () => Float32Array;
}

/**
 * Where a text-to-image run begins: `prepare_latents` of diffusers 0.39. Latents are drawn first, then a tensor per
 * step for the algorithms that add noise, all from one stream per generator.
 */
export function prepareLatents(
  { images, seeds }: ImageBatch,
  { height, width }: LatentSize,
  { initNoiseSigma }: SchedulerPlan,
  createNoise: DrawNoise,
): PreparedLatents {
  // One generator for several pictures draws them as one tensor; a list draws picture by picture.
  const nextNoise = createNoise(seeds, [
    images.length / seeds.length,
    latentChannels,
    height,
    width,
  ]);
  const noise = nextNoise();
  return { noise, latents: weightedSum([initNoiseSigma, noise]), nextNoise };
}

/** Elements of one picture's latents. */
export function latentLength({ height, width }: LatentSize): number {
  return latentChannels * height * width;
}
