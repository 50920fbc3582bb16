import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { philox4x32 } from '../../../native-models/random/philox.ts';
import { createTorchCudaGenerator } from '../../../native-models/random/torch-cuda.ts';
import { readNpy } from '../../helpers/npy.ts';
import { referencePath, skipWithoutReference } from '../../helpers/reference.ts';

interface Normals {
  readonly shape: readonly number[];
  readonly values?: readonly number[];
  readonly npy?: string;
}

interface Golden {
  readonly cases: readonly (Normals & { readonly seed: string })[];
  readonly sequences: readonly {
    readonly seed: string;
    readonly draws: readonly (Normals & { readonly offset_before: number })[];
  }[];
  readonly raw: readonly {
    readonly seed: string;
    readonly offset: number;
    readonly philox4x32_10: readonly (readonly number[])[];
  }[];
}

/** The first numbers of webui's NV source for seed 42, kept in the project. */
const firstOfSeed42 = [0.19401887, 2.1613739, -0.17205095, 0.849_06, -1.9243993, 0.65298527];

describe('the normals of torch on an NVIDIA card', () => {
  test('are those that webui computes for seed 42', () => {
    assertClose(createTorchCudaGenerator(42n).randn(6), firstOfSeed42);
  });

  test('depend on all 64 bits of the seed; negative ones count modulo 2⁶⁴', () => {
    const first = (seed: bigint): number => createTorchCudaGenerator(seed).randn(1)[0]!;
    assert.notEqual(first(7n), first(2n ** 32n + 7n));
    assert.equal(first(-1n), first(2n ** 64n - 1n));
    assert.throws(() => first(2n ** 64n), RangeError);
    assert.throws(() => first(-(2n ** 63n) - 1n), RangeError);
  });

  test('have mean 0 and variance 1', () => {
    const normals = createTorchCudaGenerator(1n).randn(40_000);
    const mean = normals.reduce((sum, x) => sum + x, 0) / normals.length;
    const variance = normals.reduce((sum, x) => sum + x * x, 0) / normals.length;
    assert.ok(Math.abs(mean) < 0.02);
    assert.ok(Math.abs(variance - 1) < 0.03);
  });

  describe('philox_nv.json', skipWithoutReference, () => {
    const golden = JSON.parse(
      skipWithoutReference.skip === undefined
        ? readFileSync(referencePath('random', 'philox_nv.json'), 'utf8')
        : '{"cases":[],"sequences":[],"raw":[]}',
    ) as Golden;

    test(`${golden.raw.length} lists of raw words, exactly`, () => {
      for (const { seed, offset, philox4x32_10: words } of golden.raw) {
        const key = [Number(BigInt(seed) & 0xffffffffn), Number(BigInt(seed) >> 32n)] as const;
        words.forEach((expected, element) => {
          assert.deepEqual(philox4x32([offset, 0, element, 0], key), expected);
        });
      }
    });

    test(`${golden.cases.length} single draws`, () => {
      for (const { seed, ...normals } of golden.cases) {
        const expected = valuesOf(normals);
        assertClose(createTorchCudaGenerator(BigInt(seed)).randn(expected.length), expected);
      }
    });

    test(`${golden.sequences.length} sequences: every draw moves the offset by one`, () => {
      for (const { seed, draws } of golden.sequences) {
        const generator = createTorchCudaGenerator(BigInt(seed));
        for (const normals of draws) {
          const expected = valuesOf(normals);
          assertClose(generator.randn(expected.length), expected);
        }
      }
    });
  });
});

function valuesOf({ values = [], npy }: Normals): ArrayLike<number> {
  return npy === undefined ? values : readNpy(referencePath('random', npy)).data;
}

/** Within one unit of float32: only the mathematics library differs. */
function assertClose(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  assert.equal(actual.length, expected.length);
  for (let k = 0; k < expected.length; k++) {
    const limit = 2 ** -23 * Math.max(Math.abs(expected[k]!), 2 ** -10);
    assert.ok(Math.abs(actual[k]! - expected[k]!) <= limit, `element ${k}: ${actual[k]}`);
  }
}
