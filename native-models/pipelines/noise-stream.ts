import { createBrownianTree } from '../random/brownian-tree.ts';
import { createTorchCpuGenerator } from '../random/torch-cpu.ts';
import { createTorchCudaGenerator } from '../random/torch-cuda.ts';
import { latentLength, type LatentSize } from './latent-size.ts';
import { concatenate } from './prompt-embedding.ts';
import type { ImageBatch } from './settle-request.ts';
import { varyNoise } from './vary-noise.ts';

/**
 * Whose random numbers, wherever the networks run:
 * - `torch-cpu`: PyTorch's on the CPU, which diffusers and rinna's notebooks draw from
 * - `torch-cuda`: PyTorch's on an NVIDIA card, which stable-diffusion-webui draws from unless told otherwise
 */
export type NoiseSource = keyof typeof sources;

const sources = { 'torch-cpu': createTorchCpuGenerator, 'torch-cuda': createTorchCudaGenerator };

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
  /** What the pictures begin as. A single generator draws them as one tensor. Variations end here. */
  drawInitial(): Float32Array;
  /** What a step adds. */
  drawNext(): Float32Array;
  /**
   * Opens Brownian motion between two noise levels, one for each generator and of its seed alone.
   * @returns what it does from one level to another, as standard normal numbers.
   */
  openMotion(lowest: number, highest: number): (from: number, to: number) => Float32Array;
}

/** Opens the generators of a batch: `randn_tensor` of diffusers with a list of generators, or with one. */
export function openNoise(
  { images, seeds, subseeds }: ImageBatch,
  size: LatentSize,
  { noiseSource = 'torch-cpu', variation }: NoiseOptions = {},
): NoiseStream {
  const length = latentLength(size);
  const imagesEach = images.length / seeds.length;
  const open = (all: readonly bigint[]) => all.map((seed) => sources[noiseSource](seed));
  const generators = open(seeds);
  // Drawn from as the seeds' own, so that at strength 1 a picture begins as its subseed's would.
  const subGenerators = open(subseeds);
  const drawNext = (from = generators) =>
    concatenate(from.map(({ randn }) => randn(imagesEach * length)));
  return {
    drawPosterior: () => {
      for (const { randn } of subGenerators) randn(length);
      return concatenate(
        generators.flatMap(({ randn }) => {
          const drawn = randn(length);
          return Array.from({ length: imagesEach }, () => drawn);
        }),
      );
    },
    drawInitial: () => {
      const own = drawNext();
      if (variation === undefined) return own;
      return varyNoise(own, drawNext(subGenerators), variation.strength, size);
    },
    drawNext: () => drawNext(),
    openMotion: (lowest, highest) => {
      const randn = (seed: bigint) => sources[noiseSource](seed).randn(imagesEach * length);
      const trees = seeds.map((seed) =>
        createBrownianTree({ entropy: BigInt.asUintN(64, seed), lowest, highest, randn }),
      );
      return (from, to) => concatenate(trees.map((tree) => tree.between(from, to)));
    },
  };
}
