import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { createLatentNoise } from '../../../native-models/random/latent-noise.ts';
import { createTorchCpuGenerator } from '../../../native-models/random/torch-cpu.ts';
import { readNpy } from '../../helpers/npy.ts';
import { referencePath, skipWithoutReference } from '../../helpers/reference.ts';

describe('latent noise', () => {
  test('a picture has the same noise alone and in any batch', () => {
    const batch = createLatentNoise([41n, 42n, 43n], [4, 8, 8])();
    assert.deepEqual(batch.slice(256, 512), createLatentNoise([42n], [4, 8, 8])());
  });

  test('later tensors continue each picture’s own stream', () => {
    const noise = createLatentNoise([5n, 6n], [4, 4, 4]);
    noise();
    const second = noise();
    const generator = createTorchCpuGenerator(6n);
    generator.randn(64);
    assert.deepEqual(second.slice(64), generator.randn(64));
  });

  test('no seeds make an empty tensor', () => {
    assert.equal(createLatentNoise([], [4, 8, 8])().length, 0);
  });

  test('diffusers_randn_tensor.json: 9 tensors of randn_tensor', skipWithoutReference, () => {
    const { cases } = JSON.parse(
      readFileSync(referencePath('random', 'diffusers_randn_tensor.json'), 'utf8'),
    ) as {
      cases: {
        generator: 'list' | 'single';
        seeds: string[];
        shape: number[];
        values?: number[];
        npy?: string;
      }[];
    };
    for (const { generator, seeds, shape, values, npy } of cases) {
      const expected = npy ? readNpy(referencePath('random', npy)).data : (values ?? []);
      const actual =
        generator === 'list'
          ? createLatentNoise(seeds.map(BigInt), shape.slice(1))()
          : createTorchCpuGenerator(BigInt(seeds[0] ?? '')).randn(expected.length);
      assert.equal(actual.length, expected.length);
      actual.forEach((value, i) => assert.ok(Math.abs(value - (expected[i] ?? NaN)) <= 2e-6));
    }
    assert.equal(cases.length, 9);
  });
});
