import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  computeInTiles,
  cutTile,
  type Tile,
  type TileRule,
} from '../../../native-models/pipelines/tiles.ts';

const rule: TileRule = { largestWhole: 64, size: 8, overlap: 2 };

/** What a network without a view beyond its pixel would make of a tile: every value depends on its place alone. */
function drawPlace(width: number, scale: number) {
  return (tile: Tile): Promise<Float32Array> => {
    const [rows, columns] = [scale * tile.height, scale * tile.width];
    const part = Float32Array.from({ length: rows * columns }, (_, k) => {
      const y = scale * tile.top + Math.floor(k / columns);
      return y * scale * width + scale * tile.left + (k % columns);
    });
    return Promise.resolve(part);
  };
}

for (const [height, width] of [
  [8, 8],
  [9, 8],
  [20, 8],
  [13, 31],
  [64, 3],
] as const) {
  test(`tiles of ${height} × ${width} latent pixels put every pixel in its place`, async () => {
    const whole = await computeInTiles(
      { height, width },
      rule,
      { channels: 1, scale: 3 },
      drawPlace(width, 3),
    );
    assert.equal(whole.length, 9 * height * width);
    whole.forEach((value, k) => assert.ok(Math.abs(value - k) < 1e-3, `pixel ${k} shows ${value}`));
  });
}

test('tiles have one size, none above the limit, and share at least the overlap', async () => {
  const tiles: Tile[] = [];
  await computeInTiles({ height: 30, width: 12 }, rule, { channels: 1, scale: 1 }, (tile) => {
    tiles.push(tile);
    return Promise.resolve(new Float32Array(tile.height * tile.width));
  });
  assert.equal(new Set(tiles.map(({ height, width }) => `${height}×${width}`)).size, 1);
  assert.ok(tiles.every(({ height, width }) => height <= rule.size && width <= rule.size));
  const rows = [...new Set(tiles.map(({ top }) => top))];
  for (const [k, top] of rows.slice(1).entries()) {
    assert.ok(rows[k]! + tiles[0]!.height - top >= rule.overlap);
  }
});

test('two tiles of different tint meet in a ramp, not at an edge', async () => {
  const whole = await computeInTiles(
    { height: 1, width: 14 },
    { largestWhole: 1, size: 8, overlap: 2 },
    { channels: 1, scale: 8 },
    ({ left, width }) => Promise.resolve(new Float32Array(64 * width).fill(left === 0 ? 0 : 1)),
  );
  const row = whole.subarray(0, 8 * 14);
  const steepest = Math.max(...row.subarray(1).map((value, k) => Math.abs(value - row[k]!)));
  assert.equal(row[0], 0);
  assert.equal(row.at(-1), 1);
  assert.ok(steepest < 1.01 / 16, `neighbours differ by ${steepest}`);
});

test('a picture within the limit is computed whole, once', async () => {
  const part = new Float32Array(64);
  const whole = await computeInTiles({ height: 8, width: 8 }, rule, { channels: 1, scale: 1 }, () =>
    Promise.resolve(part),
  );
  assert.equal(whole, part);
});

test('a tile is cut out of every channel', () => {
  const planes = Float32Array.from({ length: 2 * 3 * 4 }, (_, k) => k);
  const cut = cutTile(planes, { height: 3, width: 4 }, { top: 1, left: 2, height: 2, width: 2 }, 1);
  assert.deepEqual([...cut], [6, 7, 10, 11, 18, 19, 22, 23]);
});
