import { philox4x32 } from './philox.ts';

/** What `torch.Generator('cuda')` offers to the draws of a Stable Diffusion pipeline. Draws advance the stream. */
export interface TorchCudaGenerator {
  /** `torch.randn(count, device='cuda')`: standard normal, flat. */
  randn(count: number): Float32Array;
}

const { fround } = Math;
/** 2⁻³² and 2⁻³²·2π as the CUDA kernel has them, in float32. */
const perWord = fround(2.3283064e-10);
const radiansPerWord = fround(2.3283064e-10 * 6.2831855);

/**
 * The normals of `torch.randn` on an NVIDIA card, computed anywhere: one Philox counter per element, one offset per draw.
 * Matches the `NV` source of stable-diffusion-webui 1.9.4 (`modules/rng_philox.py`) to one unit of float32, and a card for
 * tensors of no more elements than it starts threads (about 50,000 and more, depending on the card: latents up to
 * 512 × 1024 pixels on any of them).
 *
 * @param seed −2⁶³ … 2⁶⁴ − 1, as torch accepts; negative seeds count modulo 2⁶⁴. All 64 bits matter.
 * @throws RangeError where the seed is outside that range.
 */
export function createTorchCudaGenerator(seed: bigint): TorchCudaGenerator {
  if (seed < -(2n ** 63n) || seed >= 2n ** 64n) {
    throw new RangeError(`Seed ${seed} is outside −2⁶³ … 2⁶⁴ − 1.`);
  }
  const unsigned = BigInt.asUintN(64, seed);
  const key = [Number(unsigned & 0xffffffffn), Number(unsigned >> 32n)] as const;
  let offset = 0;
  return {
    randn(count) {
      const draw = offset++;
      const normals = new Float32Array(count);
      for (let element = 0; element < count; element++) {
        const words = philox4x32([draw, 0, element, 0], key);
        normals[element] = normal(words[0], words[1]);
      }
      return normals;
    },
  };
}

/** Box–Muller, its sine half. */
function normal(first: number, second: number): number {
  const u = first * perWord + perWord / 2;
  const angle = second * radiansPerWord + radiansPerWord / 2;
  return Math.sqrt(-2 * Math.log(u)) * Math.sin(angle);
}
