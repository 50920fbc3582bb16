import { createTorchCpuGenerator } from '../random/torch-cpu.ts';
import { latentLength, type LatentSize } from './latent-size.ts';
import { concatenate } from './prompt-embedding.ts';
import type { ImageBatch } from './settle-request.ts';

/** Whose random numbers. `torch-cpu`: PyTorch's on the CPU, which diffusers and rinna's notebooks draw from. */
export type NoiseSource = keyof typeof sources;

const sources = { 'torch-cpu': createTorchCpuGenerator };

export interface NoiseOptions {
  /** Default `torch-cpu`. */
  readonly noiseSource?: NoiseSource;
  /** Default none. */
  readonly variation?: NoiseVariation;
}

/** A picture's initial noise, carried towards that of another seed: the variations of stable-diffusion-webui. */
export interface NoiseVariation {
  /** One for each seed. */
  readonly subseeds: readonly bigint[];
  /** 0 (the noise of the seed) … 1 (that of the subseed), along the great circle. */
  readonly strength: number;
}

/**
 * Standard-normal numbers of one batch, `[images, 4, height, width]`, each call the next ones of every generator. With
 * one generator per picture none depends on the others.
 */
export interface NoiseStream {
  /** For a draw from the VAE's distribution of a picture. A single generator draws once for all pictures. */
  drawPosterior(): Float32Array;
  /** What the pictures begin as. A single generator draws them as one tensor. */
  drawInitial(): Float32Array;
  /** What a step adds. */
  drawNext(): Float32Array;
}

/** Opens the generators of a batch: `randn_tensor` of diffusers with a list of generators, or with one. */
export function openNoise(
  { images, seeds }: ImageBatch,
  size: LatentSize,
  { noiseSource = 'torch-cpu' }: NoiseOptions = {},
): NoiseStream {
  const length = latentLength(size);
  const imagesEach = images.length / seeds.length;
  const generators = seeds.map((seed) => sources[noiseSource](seed));
  const drawNext = () => concatenate(generators.map(({ randn }) => randn(imagesEach * length)));
  return {
    drawPosterior: () =>
      concatenate(
        generators.flatMap(({ randn }) => {
          const drawn = randn(length);
          return Array.from({ length: imagesEach }, () => drawn);
        }),
      ),
    drawInitial: drawNext,
    drawNext,
  };
}
