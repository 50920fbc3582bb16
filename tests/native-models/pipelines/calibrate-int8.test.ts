import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';

import { readDiffusersFolder } from '../../../native-models/checkpoints/diffusers-folder.ts';
import type { DiffusersModel } from '../../../native-models/checkpoints/diffusers-model.ts';
import type { Int8Layers } from '../../../native-models/graphs/int8-layers.ts';
import {
  type LoadedDiffusionModel,
  loadDiffusionModel,
} from '../../../native-models/models/load-diffusion-model.ts';
import {
  calibrateInt8,
  calibrationSteps,
} from '../../../native-models/pipelines/calibrate-int8.ts';
import { textToImage } from '../../../native-models/pipelines/text-to-image.ts';

const folder = join(import.meta.dirname, '../../../resources/demo-models/en');

async function calibrate(model: DiffusersModel): Promise<{ layers: Int8Layers; steps: number[] }> {
  const calibration = calibrateInt8(model, { threads: 1 });
  const steps: number[] = [];
  for (;;) {
    const { done, value } = await calibration.next();
    if (done) return { layers: value, steps };
    steps.push(value);
  }
}

async function print(model: LoadedDiffusionModel, deepCacheInterval = 1): Promise<Uint8Array> {
  const request = {
    // Within what the model has learnt: of words that mean nothing to it any rounding makes another picture.
    prompts: ['temple, snow'],
    width: 256,
    height: 256,
    steps: 8,
    guidanceScale: 4,
    scheduler: 'dpmpp-2m' as const,
    seeds: [5n],
    deepCacheInterval,
  };
  for await (const event of textToImage(model, request))
    if (event.type === 'image') return event.rgb;
  return assert.fail('no picture');
}

describe('a UNet in 8-bit integers', () => {
  let description: DiffusersModel;
  let exact: LoadedDiffusionModel;
  let calibrated: Awaited<ReturnType<typeof calibrate>>;
  let rounded: LoadedDiffusionModel;
  before(async () => {
    description = await readDiffusersFolder(folder);
    exact = await loadDiffusionModel(description, { threads: 1 });
    calibrated = await calibrate(description);
    const { layers: int8 } = calibrated;
    rounded = await loadDiffusionModel(description, { threads: 1, int8 });
  });
  after(async () => {
    await exact.dispose();
    await rounded.dispose();
  });

  it('is calibrated the same every time, step by step', async () => {
    const { layers, steps } = calibrated;
    assert.deepEqual(
      steps,
      Array.from({ length: calibrationSteps }, (_, index) => index + 1),
    );
    assert.deepEqual((await calibrate(description)).layers, layers);
  });

  it('keeps the ends of the network and what is off by too much in floating point', () => {
    const { layers } = calibrated;
    const kinds = [...layers.values()].map(({ kind }) => kind);
    assert.ok(kinds.includes('linear') && kinds.includes('convolution'));
    for (const path of ['conv_in', 'conv_out', 'down_blocks.0.resnets.0.conv2'])
      assert.equal(layers.has(path), false, path);
    for (const layer of layers.values()) {
      if (layer.kind === 'linear') continue;
      for (const { min, max } of [layer.input, layer.output]) assert.ok(min < 0 && max > 0);
    }
  });

  it('draws nearly the same picture, with DeepCache too', async () => {
    for (const interval of [1, 2]) {
      const [one, other] = [await print(exact, interval), await print(rounded, interval)];
      const distance = meanDistance(one, other);
      assert.ok(distance > 0 && distance < 3, `${distance} grey levels with interval ${interval}`);
    }
  });

  it('cuts off what lies outside the ranges', async () => {
    const narrow: Int8Layers = new Map(
      [...calibrated.layers].map(([path, layer]) => [
        path,
        layer.kind === 'linear' ? layer : { ...layer, output: { min: -0.01, max: 0.01 } },
      ]),
    );
    const model = await loadDiffusionModel(description, { threads: 1, int8: narrow });
    assert.ok(meanDistance(await print(exact), await print(model)) > 10);
    await model.dispose();
  });

  it('lets go of its model when it is told to, and finds the same', async () => {
    const calibration = calibrateInt8(description, { threads: 1 });
    // Within the first picture, at the end of another one, and within the one that is compared.
    const pauses = [2, 10, 23];
    const steps: number[] = [];
    for (let answer: 'release' | undefined; ;) {
      const { done, value } = await calibration.next(answer);
      if (done) {
        assert.deepEqual(value, calibrated.layers);
        break;
      }
      steps.push(value);
      const isPause = pauses[0] === value;
      if (isPause) pauses.shift();
      answer = isPause ? 'release' : undefined;
    }
    const inOrder = (from: number, to: number) =>
      Array.from({ length: to - from + 1 }, (_, index) => from + index);
    assert.deepEqual(steps, [
      1,
      2,
      0,
      ...inOrder(1, 10),
      10,
      ...inOrder(11, 23),
      20,
      ...inOrder(21, 25),
    ]);
  });

  it('stops between steps', async () => {
    const controller = new AbortController();
    const calibration = calibrateInt8(description, { threads: 1 }, controller.signal);
    await calibration.next();
    controller.abort(new Error('enough'));
    await assert.rejects(calibration.next(), /enough/);
  });
});

function meanDistance(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((sum, value, place) => sum + Math.abs(value - b[place]!), 0) / a.length;
}
