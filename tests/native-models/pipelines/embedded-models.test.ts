import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { readDiffusersFolder } from '../../../native-models/checkpoints/diffusers-folder.ts';
import { loadDiffusionModel } from '../../../native-models/models/load-diffusion-model.ts';
import type { LoadedDiffusionModel } from '../../../native-models/models/load-diffusion-model.ts';
import type { RgbImage } from '../../../native-models/pictures/rgb-image.ts';
import { textToImage } from '../../../native-models/pipelines/text-to-image.ts';

const folder = join(import.meta.dirname, '..', '..', '..', 'resources', 'demo-models', 'ja-stage2');

describe('with the embedded Japanese model', () => {
  let model: LoadedDiffusionModel;
  before(async () => {
    model = await loadDiffusionModel(await readDiffusersFolder(folder));
  });
  after(() => model.dispose());

  const request = {
    prompts: ['サラリーマン 油絵'],
    width: 128,
    height: 128,
    steps: 8,
    guidanceScale: 4,
  } as const;

  test('a seed and a prompt give the same picture again', async () => {
    const [first, again, other] = [42n, 42n, 43n].map((seed) => ({ ...request, seeds: [seed] }));
    const picture = await print(first!);
    assert.deepEqual(await print(again!), picture);
    assert.notDeepEqual(await print(other!), picture);
    assert.ok(spread(picture.rgb) > 10, 'it is not of one colour');
  });

  test('the last preview looks like the picture', async () => {
    let preview: RgbImage | undefined;
    for await (const event of textToImage(model, { ...request, seeds: [7n], previews: true })) {
      if (event.type === 'step') preview = event.preview;
      else assert.ok(correlation(preview!.rgb, halve(event)) > 0.85);
    }
    assert.deepEqual([preview!.width, preview!.height], [64, 64]);
  });

  async function print(asked: typeof request & { seeds: bigint[] }): Promise<RgbImage> {
    for await (const event of textToImage(model, asked)) {
      if (event.type === 'image') return event;
    }
    throw new Error('no picture came');
  }
});

/** The picture at half its size, each value the mean of four. */
function halve({ width, height, rgb }: RgbImage): Uint8Array {
  return Uint8Array.from({ length: rgb.length / 4 }, (_, k) => {
    const [channel, pixel] = [k % 3, Math.floor(k / 3)];
    const [x, y] = [2 * (pixel % (width / 2)), 2 * Math.floor(pixel / (width / 2))];
    assert.ok(y < height);
    const at = (row: number, column: number): number => rgb[3 * (row * width + column) + channel]!;
    return (at(y, x) + at(y, x + 1) + at(y + 1, x) + at(y + 1, x + 1)) / 4;
  });
}

function correlation(a: Uint8Array, b: Uint8Array): number {
  assert.equal(a.length, b.length);
  const [meanA, meanB] = [mean(a), mean(b)];
  const covariance = a.reduce((sum, x, k) => sum + (x - meanA) * (b[k]! - meanB), 0) / a.length;
  return covariance / (spread(a) * spread(b));
}

/** Standard deviation in grey levels. */
function spread(values: Uint8Array): number {
  const middle = mean(values);
  return Math.sqrt(values.reduce((sum, x) => sum + (x - middle) ** 2, 0) / values.length);
}

function mean(values: Uint8Array): number {
  return values.reduce((sum, x) => sum + x, 0) / values.length;
}
