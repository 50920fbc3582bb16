import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  decodeLatents,
  interleaveToBytes,
} from '../../../native-models/pipelines/decode-latents.ts';

describe('decoding', () => {
  test('divides by the scaling factor and brings −1 … 1 to bytes, clamped', async () => {
    const asked: Float32Array[] = [];
    const vaeDecoder = {
      scalingFactor: 0.18215,
      decode: (latents: Float32Array) => {
        asked.push(latents);
        const image = new Float32Array(3 * 64);
        image.set([-1, 0, 1, -7, 7, 0.5]);
        return Promise.resolve(image);
      },
    };
    const latents = Float32Array.of(0.18215, 0, -0.3643, 1);
    const picture = await decodeLatents(vaeDecoder, latents, { height: 1, width: 1 });
    assert.deepEqual(
      [...asked[0]!].map((x) => Math.round(x * 1e4) / 1e4),
      [1, 0, -2, 5.49],
    );
    assert.deepEqual([picture.width, picture.height], [8, 8]);
    const red = Array.from({ length: 6 }, (_, pixel) => picture.rgb[3 * pixel]);
    // 127.5 is halfway and goes to the even neighbour, as in NumPy.
    assert.deepEqual(red, [0, 128, 255, 0, 255, 191]);
  });

  test('interleaves planes', () => {
    const planes = Float32Array.of(-1, 1, -0.6, -0.2, 1, -1);
    assert.deepEqual([...interleaveToBytes(planes)], [0, 51, 255, 255, 102, 0]);
  });
});
