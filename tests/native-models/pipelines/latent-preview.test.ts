import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { decodeLatents } from '../../../native-models/pipelines/decode-latents.ts';
import type { RgbImage } from '../../../native-models/pictures/rgb-image.ts';
import { previewLatents } from '../../../native-models/pipelines/latent-preview.ts';
import { solveSymmetric } from '../../../native-models/pipelines/least-squares.ts';
import { textToImage } from '../../../native-models/pipelines/text-to-image.ts';
import { createTorchCpuGenerator } from '../../../native-models/random/torch-cpu.ts';
import { createFakeModel } from './fake-model.ts';

describe('a preview', () => {
  test('of a decoder that mixes channels is the small picture itself', async () => {
    const { vaeDecoder } = createFakeModel();
    const size = { height: 8, width: 4 };
    const latents = createTorchCpuGenerator(3n).randn(4 * 32);
    const picture = await decodeLatents(vaeDecoder, latents, size);
    const [preview] = await previewLatents(vaeDecoder, latents, { batch: 1, ...size });
    assert.deepEqual([preview!.width, preview!.height], [32, 64]);
    assert.ok(meanDifference(preview!, picture) < 2, 'in grey levels');
  });

  test('sees the neighbours that the decoder sees, and goes on with the edge beyond it', async () => {
    const { vaeDecoder } = createFakeModel();
    const side = 8;
    // Every latent pixel is painted with the colour of the one at its right.
    const shifting = {
      ...vaeDecoder,
      decode: (...[latents, shape]: Parameters<typeof vaeDecoder.decode>) => {
        const { width } = shape;
        const shifted = latents.map((_, k) => latents[k % width === width - 1 ? k : k + 1]!);
        return vaeDecoder.decode(shifted, shape);
      },
    };
    const latents = createTorchCpuGenerator(4n).randn(4 * side * side);
    const size = { height: side, width: side };
    const picture = await decodeLatents(shifting, latents, size);
    const [preview] = await previewLatents(shifting, latents, { batch: 1, ...size });
    assert.ok(meanDifference(preview!, picture) < 2, 'in grey levels');
  });

  test('has 64 pixels on its longer side, or one per latent pixel where that is more', async () => {
    const { vaeDecoder } = createFakeModel();
    for (const [latentSide, side] of [
      [8, 64],
      [16, 64],
      [24, 48],
      [32, 64],
      [64, 64],
      [96, 96],
    ] as const) {
      const shape = { batch: 2, height: latentSide, width: latentSide };
      const previews = await previewLatents(
        vaeDecoder,
        new Float32Array(8 * latentSide ** 2),
        shape,
      );
      assert.deepEqual(
        previews.map(({ width, height, rgb }) => [width, height, rgb.length]),
        [0, 1].map(() => [side, side, 3 * side * side]),
      );
    }
  });

  test('of even latents is even: no grid', async () => {
    const { vaeDecoder } = createFakeModel();
    // A decoder whose pixels depend on their place within a latent pixel.
    const striped = {
      ...vaeDecoder,
      decode: async (...call: Parameters<typeof vaeDecoder.decode>) =>
        (await vaeDecoder.decode(...call)).map((x, k) => x * (k % 2 === 0 ? 1.2 : 0.8)),
    };
    const even = new Float32Array(4 * 64).fill(0.7);
    const [preview] = await previewLatents(striped, even, { batch: 1, height: 8, width: 8 });
    for (const channel of [0, 1, 2]) {
      const values = preview!.rgb.filter((_, k) => k % 3 === channel);
      assert.ok(Math.max(...values) - Math.min(...values) <= 1);
    }
  });

  test('is asked of the decoder once per size of block', async () => {
    const { vaeDecoder } = createFakeModel();
    let calls = 0;
    const counting = {
      ...vaeDecoder,
      decode: (...call: Parameters<typeof vaeDecoder.decode>) => {
        calls++;
        return vaeDecoder.decode(...call);
      },
    };
    const shape = { batch: 1, height: 8, width: 8 };
    for (let k = 0; k < 5; k++) await previewLatents(counting, new Float32Array(256), shape);
    assert.equal(calls, 1);
  });

  test('comes with every step where asked for, and shows where the picture is heading', async () => {
    const model = createFakeModel();
    const request = {
      prompts: ['cat'],
      width: 64,
      height: 64,
      steps: 6,
      guidanceScale: 1,
      seeds: [1n],
      scheduler: 'euler',
    } as const;
    const previews: RgbImage[] = [];
    for await (const event of textToImage(model, { ...request, previews: true })) {
      if (event.type === 'step') previews.push(event.preview!);
      // The last prediction leads to the picture itself.
      else assert.ok(meanDifference(previews.at(-1)!, event) < 2);
    }
    assert.equal(previews.length, 6);
    for await (const event of textToImage(model, request)) {
      assert.ok(event.type === 'image' || event.preview === undefined);
    }
  });
});

test('previews that may come every so many milliseconds come with the first step, the last, and when they are due', async () => {
  const model = createFakeModel();
  const request = {
    prompts: ['cat', 'dog'],
    width: 64,
    height: 64,
    steps: 8,
    guidanceScale: 1,
    seeds: [1n, 2n],
    scheduler: 'euler',
    batchSize: 2,
    previews: true,
    previewEvery: 100,
  } as const;
  let time = 0;
  const now = (): number => time;
  const shown: number[] = [];
  const pictures: Uint8Array[] = [];
  for await (const event of textToImage(model, request, { now })) {
    if (event.type === 'image') pictures.push(event.rgb);
    else {
      if (event.preview && event.index === 0) shown.push(event.step);
      // Each picture of a batch has its own.
      if (event.index === 1) {
        assert.equal(event.preview !== undefined, shown.at(-1) === event.step);
        time += 40;
      }
    }
  }
  // At 0, 40, 80, 120 (due), 160, 200, 240 (due), 280 (the last).
  assert.deepEqual(shown, [1, 4, 7, 8]);
  const { previews: _previews, ...plain } = request;
  const without: Uint8Array[] = [];
  for await (const event of textToImage(model, plain))
    if (event.type === 'image') without.push(event.rgb);
  assert.deepEqual(pictures, without, 'the pictures do not depend on what is shown of them');
});

test('a symmetric system is solved', () => {
  const a = Float64Array.of(4, 2, 0.6, 2, 5, 1, 0.6, 1, 3);
  const x = [1, -2, 3, 0.5, 0, 7];
  const b = Float64Array.from({ length: 6 }, (_, at) => {
    const [row, column] = [Math.floor(at / 2), at % 2];
    return [0, 1, 2].reduce((sum, k) => sum + a[row * 3 + k]! * x[k * 2 + column]!, 0);
  });
  solveSymmetric(a, b, 3).forEach((value, k) => assert.ok(Math.abs(value - x[k]!) < 1e-12));
});

function meanDifference(a: RgbImage, b: RgbImage): number {
  assert.deepEqual([a.width, a.height], [b.width, b.height]);
  const sum = a.rgb.reduce((total, value, k) => total + Math.abs(value - b.rgb[k]!), 0);
  return sum / a.rgb.length;
}
