import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { clipPixels, resizeAndCrop } from '../../../native-models/pictures/clip-pixels.ts';

const options = { size: 2, filter: 'bicubic', crop: 'floor' } as const;

describe('the pixels that CLIP sees', () => {
  it('standardised, one plane per colour', () => {
    const rgb = Uint8Array.of(0, 51, 255, 102, 102, 102, 0, 0, 0, 255, 255, 255);
    const pixels = clipPixels([{ width: 2, height: 2, rgb }], options);
    const red = [0, 0.4, 0, 1].map((value) => Math.fround((value - 0.48145466) / 0.26862954));
    const green = [0.2, 0.4, 0, 1].map((value) => Math.fround((value - 0.4578275) / 0.26130258));
    const blue = [1, 0.4, 0, 1].map((value) => Math.fround((value - 0.40821073) / 0.27577711));
    assert.deepEqual([...pixels], [...red, ...green, ...blue]);
  });

  it('the middle of a picture that is not square', () => {
    // Columns 0, 10, 20 …; the height already fits, so nothing is resized.
    const columnsSeen = (width: number, crop: 'floor' | 'even') => {
      const rgb = Uint8Array.from(
        { length: 2 * width * 3 },
        (_, at) => (Math.floor(at / 3) % width) * 10,
      );
      const { data } = resizeAndCrop({ width, height: 2, rgb }, { ...options, crop });
      return [data[0], data[3]];
    };
    assert.deepEqual(columnsSeen(4, 'floor'), [10, 20]);
    // One pixel too many: both take the left two. Three too many: 1.5 is 1 or, to even, 2.
    assert.deepEqual(columnsSeen(3, 'floor'), [0, 10]);
    assert.deepEqual(columnsSeen(3, 'even'), [0, 10]);
    assert.deepEqual(columnsSeen(5, 'floor'), [10, 20]);
    assert.deepEqual(columnsSeen(5, 'even'), [20, 30]);
    assert.deepEqual(columnsSeen(7, 'floor'), [20, 30]);
    assert.deepEqual(columnsSeen(7, 'even'), [20, 30]);
  });
});
