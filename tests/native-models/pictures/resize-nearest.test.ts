import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resizeNearest } from '../../../native-models/pictures/resize-nearest.ts';

/** `Image.fromarray(np.arange(n, dtype=np.uint8)[None]).resize((m, 1), Image.NEAREST)`, Pillow 12.3.0. */
const rows = [
  { from: 5, to: 3, pixels: [0, 2, 4] },
  { from: 3, to: 7, pixels: [0, 0, 1, 1, 1, 2, 2] },
  { from: 4, to: 2, pixels: [1, 3] },
  { from: 1, to: 4, pixels: [0, 0, 0, 0] },
  // Middles on edges: the fourth would be pixel 2 if it were not reached by additions, the tenth of the next one 7.
  { from: 4, to: 7, pixels: [0, 0, 1, 1, 2, 3, 3] },
  { from: 14, to: 19, pixels: [0, 1, 1, 2, 3, 4, 4, 5, 6, 6, 7, 8, 9, 9, 10, 11, 12, 12, 13] },
];

for (const { from, to, pixels } of rows) {
  test(`a row of ${from} as ${to}`, () => {
    const data = Uint8Array.from({ length: from }, (_, k) => k);
    const resized = resizeNearest({ width: from, height: 1, data }, { width: to, height: 1 });
    assert.deepEqual([...resized.data], pixels);
  });
}

test('rows and channels stay together', () => {
  const data = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
  const { data: resized } = resizeNearest({ width: 2, height: 2, data }, { width: 1, height: 4 });
  assert.deepEqual([...resized], [3, 4, 3, 4, 7, 8, 7, 8]);
});
