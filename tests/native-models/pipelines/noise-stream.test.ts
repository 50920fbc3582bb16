import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { denoise } from '../../../native-models/pipelines/denoise.ts';
import { type NoiseStream, openNoise } from '../../../native-models/pipelines/noise-stream.ts';
import type { NoiseOptions } from '../../../native-models/pipelines/noise-stream.ts';
import { createTorchCpuGenerator } from '../../../native-models/random/torch-cpu.ts';
import { createTorchCudaGenerator } from '../../../native-models/random/torch-cuda.ts';
import { createScheduler } from '../../../native-models/schedulers/create-scheduler.ts';

const size = { height: 12, width: 6 };
const length = 4 * size.height * size.width;

describe('noise', () => {
  test('comes from the generator that is asked for, initial and later', () => {
    for (const [noiseSource, create] of [
      ['torch-cpu', createTorchCpuGenerator],
      ['torch-cuda', createTorchCudaGenerator],
    ] as const) {
      const noise = open([42n], { noiseSource });
      const generator = create(42n);
      assert.deepEqual(noise.drawInitial(), generator.randn(length));
      assert.deepEqual(noise.drawNext(), generator.randn(length));
    }
  });
});

describe('Brownian motion of a batch', () => {
  test('is each picture’s own, whatever was drawn before, and that of the noise source', () => {
    for (const noiseSource of ['torch-cpu', 'torch-cuda'] as const) {
      const noise = open([5n, -1n], { noiseSource });
      noise.drawInitial();
      const both = noise.openMotion(0.03, 14.6)(7, 3);
      const [first, second] = [5n, -1n].map((seed) =>
        open([seed], { noiseSource }).openMotion(0.03, 14.6)(7, 3),
      );
      assert.deepEqual(both, Float32Array.of(...first!, ...second!));
    }
    const [cpu, gpu] = (['torch-cpu', 'torch-cuda'] as const).map((noiseSource) =>
      open([5n], { noiseSource }).openMotion(0.03, 14.6)(7, 3),
    );
    assert.notDeepEqual(cpu, gpu);
  });

  test('is what the steps of DPM++ SDE are given, and drawn anew for those of others', async () => {
    const noises = async (scheduler: 'dpmpp-sde-karras' | 'dpmpp-2s-ancestral-karras') => {
      const asked: (readonly [number, number] | 'anew')[] = [];
      const plan = createScheduler(scheduler, {}).plan(3);
      const zeros = new Float32Array(4);
      const steps = denoise(
        { predict: () => Promise.resolve(zeros) },
        {
          latents: zeros,
          shape: { batch: 1, height: 1, width: 1 },
          prompts: { at: () => ({ calls: [promptCall] }) },
          guidanceScale: 1,
          plan,
          noise: {
            drawNext: () => (asked.push('anew'), zeros),
            openMotion: (lowest, highest) => {
              assert.deepEqual([lowest, highest], [plan.sigmas!.at(-2), plan.sigmas![0]]);
              return (...ends) => (asked.push(ends), zeros);
            },
          },
        },
      );
      for await (const _ of steps);
      return { asked, sigmas: plan.sigmas! };
    };
    const { asked, sigmas } = await noises('dpmpp-sde-karras');
    const [a, ab, b, bc, c] = sigmas;
    assert.deepEqual(asked, [
      [a, ab],
      [a, b],
      [b, bc],
      [b, c],
    ]);
    assert.deepEqual((await noises('dpmpp-2s-ancestral-karras')).asked, ['anew', 'anew']);
  });
});

const promptCall = {
  promptEmbeds: new Float32Array(),
  rows: [{ picture: 0, role: 'prompt' as const, factor: 1 }],
};

describe('a variation', () => {
  const own = open([1n]).drawInitial();
  const other = open([2n]).drawInitial();

  test('of strength 0 is the seed’s noise, of strength 1 the other’s', () => {
    assertClose(vary(0), own);
    assertClose(vary(1), other);
  });

  test('lies between, no weaker than both, column by column', () => {
    for (const strength of [0.1, 0.5, 0.9]) {
      const varied = vary(strength);
      for (let column = 0; column < size.width; column++) {
        const of = (noise: Float32Array): number[] =>
          Array.from({ length: size.height }, (_, y) => noise[y * size.width + column]!);
        const [a, b, v] = [of(own), of(other), of(varied)];
        const [whole, first] = [angleBetween(a!, b!), angleBetween(a!, v!)];
        // The arc is walked evenly where both ends have one length; here they nearly have.
        assert.ok(first > 0 && first < whole, `${first} of ${whole}`);
        assert.ok(norm(v!) > 0.6 * Math.min(norm(a!), norm(b!)));
      }
    }
  });

  test('follows the arc exactly: half-way between two directions at right angles is √½ of each', () => {
    const half = vary(0.5);
    for (let column = 0; column < size.width; column++) {
      const of = (noise: Float32Array): number[] =>
        Array.from({ length: size.height }, (_, y) => noise[y * size.width + column]!);
      const angle = angleBetween(of(own), of(other));
      const weight = Math.sin(angle / 2) / Math.sin(angle);
      const [a, b] = [of(own), of(other)];
      of(half).forEach((v, y) => assert.ok(Math.abs(v - weight * (a[y]! + b[y]!)) < 1e-5));
    }
  });

  test('changes what a picture begins as and nothing later', () => {
    const varied = open([1n], { variation: { subseeds: [2n], strength: 0.5 } }, [2n]);
    const plain = open([1n]);
    assert.notDeepEqual(varied.drawInitial(), plain.drawInitial());
    assert.deepEqual(varied.drawNext(), plain.drawNext());
  });

  test('of strength 1 begins as the other seed would, a draw for the VAE before it or not', () => {
    const varied = open([1n], { variation: { subseeds: [2n], strength: 1 } }, [2n]);
    const whole = open([2n]);
    varied.drawPosterior();
    whole.drawPosterior();
    assertClose(varied.drawInitial(), whole.drawInitial());
  });

  test('towards the same seed changes nothing', () => {
    const same = open([1n], { variation: { subseeds: [1n], strength: 0.4 } }, [1n]);
    assertClose(same.drawInitial(), own);
  });

  function vary(strength: number): Float32Array {
    return open([1n], { variation: { subseeds: [2n], strength } }, [2n]).drawInitial();
  }
});

function open(
  seeds: readonly bigint[],
  options: NoiseOptions = {},
  subseeds: readonly bigint[] = [],
): NoiseStream {
  const images = seeds.map((seed, index) => ({ index, prompt: '', negativePrompt: '', seed }));
  return openNoise({ images, seeds, subseeds }, size, options);
}

function norm(vector: readonly number[]): number {
  return Math.hypot(...vector);
}

function angleBetween(a: readonly number[], b: readonly number[]): number {
  const dot = a.reduce((sum, x, k) => sum + x * b[k]!, 0);
  return Math.acos(dot / (norm(a) * norm(b)));
}

function assertClose(actual: Float32Array, expected: Float32Array): void {
  assert.equal(actual.length, expected.length);
  actual.forEach((x, k) => assert.ok(Math.abs(x - expected[k]!) < 1e-5, `element ${k}: ${x}`));
}
