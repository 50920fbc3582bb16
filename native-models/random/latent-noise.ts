import { createTorchCpuGenerator } from './torch-cpu.ts';

/**
 * One torch CPU generator per picture: `diffusers.utils.torch_utils.randn_tensor` of diffusers 0.40.0 with a list of
 * generators. A picture's noise depends on its own seed alone, so it can be made again without its batch, and the
 * arms of a pair get the same tensor.
 *
 * @param seeds one per picture, −2⁶³ … 2⁶⁴ − 1.
 * @param shape of one picture's latents, e.g. `[4, height / 8, width / 8]`.
 * @returns a source whose every call gives the next standard-normal tensor `[seeds.length, ...shape]`, flat: first the
 *   initial latents, then one per step for schedulers that add noise.
 * @throws RangeError where a seed is out of range or the shape is not of integers.
 */
export function createLatentNoise(
  seeds: readonly bigint[],
  shape: readonly number[],
): () => Float32Array {
  const generators = seeds.map(createTorchCpuGenerator);
  const size = shape.reduce((product, dimension) => product * dimension, 1);

  return () => {
    const noise = new Float32Array(seeds.length * size);
    generators.forEach((generator, picture) => noise.set(generator.randn(size), picture * size));
    return noise;
  };
}
