import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { createMt19937 } from '../../../native-models/random/mt19937.ts';
import { createTorchCpuGenerator } from '../../../native-models/random/torch-cpu.ts';
import type { TorchCpuGenerator } from '../../../native-models/random/torch-cpu.ts';
import { readNpy } from '../../helpers/npy.ts';
import { referencePath, skipWithoutReference } from '../../helpers/reference.ts';

interface Draw {
  op: string;
  dtype?: string;
  seed?: string;
  shape?: number[];
  low?: number;
  high?: number;
  values?: number[];
  npy?: string;
}

function readJson<T>(...parts: string[]): T {
  return JSON.parse(readFileSync(referencePath('random', ...parts), 'utf8')) as T;
}

const essentials = JSON.parse(
  readFileSync(new URL('../../reference/random.json', import.meta.url), 'utf8'),
) as { draws: (Draw & { seed: string })[] };

function draw(generator: TorchCpuGenerator, request: Draw, count: number): ArrayLike<number> {
  const float64 = request.dtype === 'float64';
  if (request.op === 'randint')
    return generator.randint(request.low ?? 0, request.high ?? 0, count);
  if (request.op === 'rand') return float64 ? generator.randFloat64(count) : generator.rand(count);
  assert.equal(request.op, 'randn');
  return float64 ? generator.randnFloat64(count) : generator.randn(count);
}

/** The tolerances that the reference states: only long normals depend on the maths library. */
function toleranceOf(request: Draw, count: number): number {
  if (request.op !== 'randn') return 0;
  if (request.dtype === 'float64') return 1e-14;
  return count < 16 ? 0 : 2e-6;
}

function firstNormals(seed: bigint): Float32Array {
  return createTorchCpuGenerator(seed).randn(20);
}

function assertMatches(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number) {
  assert.equal(actual.length, expected.length);
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs((actual[i] ?? NaN) - (expected[i] ?? NaN));
    assert.ok(difference <= tolerance, `element ${i}: ${actual[i]} is not ${expected[i]}`);
  }
}

function assertDraw(generator: TorchCpuGenerator, request: Draw) {
  const expected = request.npy
    ? readNpy(referencePath('random', request.npy)).data
    : (request.values ?? []);
  assertMatches(
    draw(generator, request, expected.length),
    expected,
    toleranceOf(request, expected.length),
  );
}

describe('torch CPU generator, the essentials', () => {
  for (const request of essentials.draws) {
    test(`${request.op} ${request.dtype} ${request.shape} of seed ${request.seed}`, () => {
      assertDraw(createTorchCpuGenerator(BigInt(request.seed)), request);
    });
  }

  test('a kept scalar normal outlives other draws and is dropped by re-seeding', () => {
    const generator = createTorchCpuGenerator(0n);
    const [first, kept] = createTorchCpuGenerator(0n).randn(2);
    assert.deepEqual([...generator.randn(1)], [first]);
    generator.rand(5);
    generator.randn(64);
    assert.deepEqual([...generator.randn(1)], [kept]);

    generator.randn(1);
    generator.manualSeed(0n);
    assert.deepEqual([...generator.randn(1)], [first]);
  });

  test('only the low 32 bits of a seed matter, and -1 is 2^64 - 1', () => {
    assert.deepEqual(firstNormals(2n ** 32n + 7n), firstNormals(7n));
    assert.deepEqual(firstNormals(-1n), firstNormals(2n ** 64n - 1n));
    assert.notDeepEqual(firstNormals(7n), firstNormals(8n));
  });

  test('seeds outside -2^63 … 2^64 - 1 are refused by name', () => {
    assert.throws(() => createTorchCpuGenerator(2n ** 64n), /18446744073709551616/);
    assert.throws(() => createTorchCpuGenerator(-(2n ** 63n) - 1n), RangeError);
    createTorchCpuGenerator(-(2n ** 63n));
  });

  test('counts and ranges that cannot be drawn are refused', () => {
    const generator = createTorchCpuGenerator(0n);
    assert.throws(() => generator.randn(-1), RangeError);
    assert.throws(() => generator.rand(1.5), RangeError);
    assert.throws(() => generator.randint(0, 2 ** 28, 1), RangeError);
    assert.throws(() => generator.randint(3, 3, 1), RangeError);
  });

  test('an empty draw consumes nothing', () => {
    const generator = createTorchCpuGenerator(1n);
    assert.equal(generator.randn(0).length, 0);
    assert.deepEqual(generator.rand(3), createTorchCpuGenerator(1n).rand(3));
  });
});

describe('torch CPU generator, every golden value', skipWithoutReference, () => {
  test('mt19937_raw.json: the words behind 7 seeds, across the first refill', () => {
    const { cases } = readJson<{
      cases: { seed: string; first20: number[]; index_620_to_639: number[] }[];
    }>('mt19937_raw.json');
    for (const { seed, first20, index_620_to_639: later } of cases) {
      const nextUint32 = createMt19937(Number(BigInt.asUintN(32, BigInt(seed))));
      const words = Array.from({ length: 640 }, nextUint32);
      assert.deepEqual(words.slice(0, 20), first20);
      assert.deepEqual(words.slice(620), later);
    }
    assert.equal(cases.length, 7);
  });

  test('torch_cpu.json: 166 single draws', () => {
    const { cases } = readJson<{ cases: Draw[] }>('torch_cpu.json');
    for (const request of cases) {
      assertDraw(createTorchCpuGenerator(BigInt(request.seed ?? '')), request);
    }
    assert.equal(cases.length, 166);
  });

  test('torch_cpu_sequences.json: several draws in order from one generator', () => {
    const { sequences } = readJson<{ sequences: { seed: string; draws: Draw[] }[] }>(
      'torch_cpu_sequences.json',
    );
    for (const { seed, draws } of sequences) {
      const generator = createTorchCpuGenerator(BigInt(seed));
      for (const request of draws) {
        if (request.op === 'manual_seed') generator.manualSeed(BigInt(request.seed ?? ''));
        else assertDraw(generator, request);
      }
    }
    assert.equal(sequences.length, 7);
  });
});
