import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import { type ResizeFilter, resizeRaster } from '../../../native-models/pictures/resize.ts';

type Recorded = [number, number, number, ResizeFilter, number, number, string];
const file = join(import.meta.dirname, '..', '..', 'reference', 'resize.json');
const recorded = JSON.parse(readFileSync(file, 'utf8')) as Recorded[];

describe("resizing equals Pillow 12.3's, byte for byte", () => {
  const byInput = Map.groupBy(recorded, ([width, height, channels, filter]) =>
    [`${width} × ${height}`, channels === 1 ? 'mask' : 'RGB', filter].join(', '),
  );
  for (const [input, cases] of byInput) {
    it(input, () => {
      for (const [width, height, channels, filter, newWidth, newHeight, sha256] of cases) {
        const raster = { width, height, data: formulaPicture(width, height, channels) };
        const size = { width: newWidth, height: newHeight };
        const resized = resizeRaster(raster, channels, size, filter);
        assert.deepEqual([resized.width, resized.height], [newWidth, newHeight]);
        assert.equal(createHash('sha256').update(resized.data).digest('hex'), sha256);
      }
    });
  }
});

/** The picture of tests/reference/make_resize.py. */
function formulaPicture(width: number, height: number, channels: number): Uint8Array {
  return Uint8Array.from({ length: width * height * channels }, (_, place) => {
    const channel = place % channels;
    const x = Math.floor(place / channels) % width;
    const y = Math.floor(place / (channels * width));
    return (x * x * 7 + y * 13 * (channel + 1) + (x ^ y) * 5 + channel * 40) & 255;
  });
}
