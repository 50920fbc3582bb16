import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { createBrownianTree } from '../../../native-models/random/brownian-tree.ts';
import { firstSeedWord } from '../../../native-models/random/seed-sequence.ts';
import { createTorchCpuGenerator } from '../../../native-models/random/torch-cpu.ts';

/** Made by tests/reference/make_brownian.py with NumPy and PyTorch. */
const expected = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../reference/brownian.json'), 'utf8'),
) as {
  readonly lowest: number;
  readonly highest: number;
  readonly length: number;
  readonly seed_words: readonly {
    readonly entropy: string;
    readonly spawn_key: readonly string[];
    readonly pool_size: number;
    readonly word: number;
  }[];
  readonly noise: readonly {
    readonly seed: string;
    readonly from: number;
    readonly to: number;
    readonly values: readonly number[];
  }[];
};

const { lowest, highest } = expected;
const open = (entropy: bigint, length = expected.length) =>
  createBrownianTree({
    entropy,
    lowest,
    highest,
    randn: (seed) => createTorchCpuGenerator(seed).randn(length),
  });

test('the first words of NumPy’s seed sequences', () => {
  for (const { entropy, spawn_key, pool_size, word } of expected.seed_words) {
    assert.equal(firstSeedWord(BigInt(entropy), spawn_key.map(BigInt), pool_size), word);
  }
});

describe('Brownian motion', () => {
  test('equals torchsde’s, written once more in Python', () => {
    for (const { seed, from, to, values } of expected.noise) {
      const actual = open(BigInt(seed)).between(from, to);
      // In float32 an interval of a few millionths is the difference of numbers around 3.
      const tolerance = Math.abs(from - to) < 1e-3 ? 2e-3 : 2e-5;
      values.forEach((value, k) => {
        const error = Math.abs(actual[k]! - value);
        assert.ok(error < tolerance, `${seed}, ${from} to ${to}, ${k}: ${actual[k]}, not ${value}`);
      });
    }
  });

  test('does not depend on what was asked before', () => {
    const tree = open(5n);
    const places = [highest, 3, 1.5, 0.4, 0.2, lowest];
    for (const [k, from] of places.slice(0, -1).entries()) {
      const to = places[k + 1]!;
      assert.deepEqual(tree.between(from, to), open(5n).between(from, to));
    }
  });

  test('is as far from its ends as its parts add up to', () => {
    const tree = open(6n);
    const [first, second, both] = [
      tree.between(highest, 2),
      tree.between(2, lowest),
      tree.between(highest, lowest),
    ];
    const [a, b, c] = [highest - 2, 2 - lowest, highest - lowest].map(Math.sqrt);
    both.forEach((z, k) => {
      assert.ok(Math.abs(z * c! - first[k]! * a! - second[k]! * b!) < 1e-4);
    });
  });

  test('is standard normal, and in parts that do not overlap independent', () => {
    const tree = open(7n, 20_000);
    const [first, second] = [tree.between(5, 1), tree.between(1, 0.3)];
    for (const numbers of [first, second]) {
      assert.ok(Math.abs(mean(numbers)) < 0.03);
      assert.ok(Math.abs(mean(numbers.map((z) => z * z)) - 1) < 0.04);
    }
    assert.ok(Math.abs(mean(first.map((z, k) => z * second[k]!))) < 0.03);
  });
});

function mean(numbers: Float32Array): number {
  return numbers.reduce((sum, z) => sum + z, 0) / numbers.length;
}
