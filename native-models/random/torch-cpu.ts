import { createMt19937 } from './mt19937.ts';
import type { NextUint32 } from './mt19937.ts';

/** What `torch.Generator('cpu')` offers to the draws of a Stable Diffusion pipeline. Draws advance the stream. */
export interface TorchCpuGenerator {
  /** `torch.randn(count, dtype=float32)`: standard normal, flat. */
  randn(count: number): Float32Array;
  /** `torch.randn(count, dtype=float64)`. */
  randnFloat64(count: number): Float64Array;
  /** `torch.rand(count, dtype=float32)`: uniform in [0, 1), multiples of 2⁻²⁴. */
  rand(count: number): Float32Array;
  /** `torch.rand(count, dtype=float64)`: uniform in [0, 1), multiples of 2⁻⁵³. */
  randFloat64(count: number): Float64Array;
  /**
   * `torch.randint(low, high, (count,))`, `high` exclusive.
   * @throws RangeError where `high − low` is not in 1 … 2²⁸ − 1: torch releases disagree above.
   */
  randint(low: number, high: number, count: number): number[];
  /** `generator.manual_seed(seed)`: restarts the stream and drops the kept half of a scalar normal pair. */
  manualSeed(seed: bigint): void;
}

/**
 * The random numbers of `torch.Generator('cpu').manual_seed(seed)`, draw for draw.
 *
 * Matches PyTorch 1.13.1 and 2.13.0: integers and uniforms exactly, normals of fewer than 16 elements exactly,
 * longer float32 normals within 2e-6 (torch's vector kernel approximates log, sin and cos in float32; here they are
 * float64), longer float64 normals within 1e-14.
 *
 * @param seed −2⁶³ … 2⁶⁴ − 1, as torch accepts. Negative seeds count modulo 2⁶⁴, and of the result only the low
 *   32 bits reach the engine: 2³² + 7 gives the stream of 7.
 * @throws RangeError where the seed is outside that range.
 */
export function createTorchCpuGenerator(seed: bigint): TorchCpuGenerator {
  let nextUint32 = createMt19937(engineSeed(seed));
  let keptNormal: number | null = null;

  // Box–Muller gives two normals; torch keeps the second for the next scalar draw, through any other draws between.
  const nextScalarNormal = (): number => {
    if (keptNormal !== null) {
      const normal = keptNormal;
      keptNormal = null;
      return normal;
    }
    const angle = 2 * Math.PI * uniformFloat64(nextUint32);
    const radius = Math.sqrt(-2 * Math.log1p(-uniformFloat64(nextUint32)));
    keptNormal = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };

  return {
    randn(count) {
      const normals = new Float32Array(checkCount(count));
      if (count < BLOCK) return normals.map(nextScalarNormal);
      return fillNormals(normals, () => uniformFloat32(nextUint32));
    },
    randnFloat64(count) {
      const normals = new Float64Array(checkCount(count));
      if (count < BLOCK) return normals.map(nextScalarNormal);
      return fillNormals(normals, () => uniformFloat64(nextUint32));
    },
    rand(count) {
      return new Float32Array(checkCount(count)).map(() => uniformFloat32(nextUint32));
    },
    randFloat64(count) {
      return new Float64Array(checkCount(count)).map(() => uniformFloat64(nextUint32));
    },
    randint(low, high, count) {
      const range = high - low;
      if (
        !Number.isSafeInteger(low) ||
        !Number.isSafeInteger(high) ||
        range < 1 ||
        range >= 2 ** 28
      ) {
        throw new RangeError(
          `randint(${low}, ${high}): the range must hold 1 to 2^28 - 1 integers.`,
        );
      }
      return Array.from({ length: checkCount(count) }, () => low + (nextUint32() % range));
    },
    manualSeed(newSeed) {
      nextUint32 = createMt19937(engineSeed(newSeed));
      keptNormal = null;
    },
  };
}

function engineSeed(seed: bigint): number {
  if (seed < -(2n ** 63n) || seed >= 2n ** 64n) {
    throw new RangeError(`Seed ${seed} is outside -2^63 … 2^64 - 1. Nothing was drawn.`);
  }
  return Number(BigInt.asUintN(32, seed));
}

function checkCount(count: number): number {
  if (!Number.isSafeInteger(count) || count < 0) {
    throw new RangeError(`Cannot draw ${count} numbers: the count must be an integer, 0 or more.`);
  }
  return count;
}

function uniformFloat32(nextUint32: NextUint32): number {
  return (nextUint32() & 0xffffff) * 2 ** -24;
}

function uniformFloat64(nextUint32: NextUint32): number {
  // The first word is the high half; of its 32 bits the low 21 fit beside the second word into 53 bits.
  const high = nextUint32() & 0x1fffff;
  return (high * 2 ** 32 + nextUint32()) * 2 ** -53;
}

const BLOCK = 16;

/**
 * torch's `normal_fill` for 16 and more elements: uniforms first, then Box–Muller inside each block of 16, pairing
 * element j with j + 8. A remainder is covered by drawing the last 16 elements anew.
 */
function fillNormals<T extends Float32Array | Float64Array>(values: T, uniform: () => number): T {
  for (let i = 0; i < values.length; i++) values[i] = uniform();
  for (let start = 0; start + BLOCK <= values.length; start += BLOCK) transformBlock(values, start);

  if (values.length % BLOCK !== 0) {
    const start = values.length - BLOCK;
    for (let i = start; i < values.length; i++) values[i] = uniform();
    transformBlock(values, start);
  }
  return values;
}

function transformBlock(values: Float32Array | Float64Array, start: number): void {
  for (let j = start; j < start + BLOCK / 2; j++) {
    // 1 − u lies in (0, 1], where the logarithm is finite.
    const radius = Math.sqrt(-2 * Math.log(1 - values[j]!));
    const angle = 2 * Math.PI * values[j + BLOCK / 2]!;
    values[j] = radius * Math.cos(angle);
    values[j + BLOCK / 2] = radius * Math.sin(angle);
  }
}
