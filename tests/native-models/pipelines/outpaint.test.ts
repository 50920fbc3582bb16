import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { extendCanvas, outpaint } from '../../../native-models/pipelines/outpaint.ts';
import type { RgbImage } from '../../../native-models/pictures/rgb-image.ts';
import { createFakeModel } from './fake-model.ts';

/** Each pixel tells its place. */
function drawGradient(width: number, height: number): RgbImage {
  const rgb = new Uint8Array(3 * width * height);
  for (let k = 0; k < width * height; k++) {
    rgb.set([k % width, Math.floor(k / width), 77], 3 * k);
  }
  return { width, height, rgb };
}

function pixelOf({ width, rgb }: RgbImage, x: number, y: number): number[] {
  return [...rgb.subarray(3 * (y * width + x), 3 * (y * width + x) + 3)];
}

describe('extendCanvas', () => {
  const canvas = extendCanvas(drawGradient(16, 8), { left: 8, bottom: 4 }, 3);
  const maskRow = [...canvas.mask.data.subarray(0, canvas.mask.width)];

  test('repeats the nearest pixel of the picture outside it', () => {
    assert.deepEqual([canvas.image.width, canvas.image.height], [24, 12]);
    assert.deepEqual(pixelOf(canvas.image, 8, 0), [0, 0, 77]);
    assert.deepEqual(pixelOf(canvas.image, 0, 3), [0, 3, 77]);
    assert.deepEqual(pixelOf(canvas.image, 20, 11), [12, 7, 77]);
  });

  test('is white where the canvas is new and fades inwards from that edge alone', () => {
    assert.deepEqual(maskRow.slice(0, 13), [
      ...Array.from({ length: 8 }, () => 255),
      191,
      128,
      64,
      0,
      0,
    ]);
    assert.equal(maskRow.at(-1), 0, 'the right edge did not grow');
    assert.ok(canvas.mask.data.subarray(24 * 8).every((value) => value === 255));
  });

  for (const margins of [{ left: -8 }, { top: 1.5 }, { right: Number.NaN }]) {
    test(`refuses margins of ${JSON.stringify(margins)}`, () => {
      assert.throws(() => extendCanvas(drawGradient(8, 8), margins), { code: 'invalid-request' });
    });
  }
});

describe('outpaint', () => {
  const image = drawGradient(32, 16);
  const request = {
    image,
    prompts: ['海'],
    steps: 4,
    guidanceScale: 2,
    seeds: [7n],
    strength: 1,
    feather: 4,
  };

  test('keeps the picture to the pixel where the mask is black and paints beyond it', async () => {
    const margins = { right: 16, top: 8 };
    let picture: RgbImage | undefined;
    for await (const event of outpaint(createFakeModel(), { ...request, margins })) {
      if (event.type === 'image') picture = event;
    }
    assert.ok(picture);
    assert.deepEqual([picture.width, picture.height], [48, 24]);
    for (let y = 4; y < 16; y++) {
      for (let x = 0; x < 28; x++) {
        assert.deepEqual(pixelOf(picture, x, y + 8), pixelOf(image, x, y), `pixel ${x}, ${y}`);
      }
    }
    const { image: canvas } = extendCanvas(image, margins);
    assert.notDeepEqual(pixelOf(picture, 40, 2), pixelOf(canvas, 40, 2));
  });

  test('refuses a canvas that is no multiple of 8', async () => {
    const run = outpaint(createFakeModel(), { ...request, margins: { left: 5 } });
    await assert.rejects(run.next(), { code: 'invalid-size' });
  });
});
