import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitCells, gaps } from '../../renderer/create/fit-cells.ts';
import { fitTable, tableGap } from '../../renderer/grids/grid-view.ts';
import { aspectOf, aspects, sizeFor } from '../../renderer/state/size-choices.ts';

for (const side of [128, 512, 768]) {
  test(`sizes for a ${side} px model keep its area and can be printed`, () => {
    for (const aspect of aspects) {
      const { width, height } = sizeFor(aspect, { width: side, height: side });
      assert.equal(width % 8, 0);
      assert.equal(height % 8, 0);
      const area = (width * height) / side ** 2;
      assert.ok(area > 0.85 && area < 1.15, `${aspect}: ${width}×${height}`);
      const [w = 1, h = 1] = aspect.split(':').map(Number);
      const skew = width / height / (w / h);
      assert.ok(skew > 0.88 && skew < 1.12, `${aspect}: ${width}×${height}`);
    }
  });
}

test('the square of a model is exactly its own size', () => {
  assert.deepEqual(sizeFor('1:1', { width: 512, height: 512 }), { width: 512, height: 512 });
  assert.equal(aspectOf({ width: 512, height: 512 }, { width: 512, height: 512 }), '1:1');
  assert.equal(aspectOf({ width: 520, height: 512 }, { width: 512, height: 512 }), null);
});

test('a batch fits into its room wherever its pictures stay large enough to look at', () => {
  for (const seeds of [1, 2, 4, 9]) {
    for (const arms of [1, 2, 3, 4]) {
      const space = { width: 1000, height: 700, largest: 640 };
      const { width, height, armColumns } = fitCells(seeds, arms, 1, space);
      if (width <= 112) continue;
      const groupWidth = armColumns * width + (armColumns - 1) * gaps.arm;
      const columns = Math.floor((space.width + gaps.seed) / (groupWidth + gaps.seed));
      const rows = Math.ceil(seeds / columns);
      const lines = rows * Math.ceil(arms / armColumns);
      const tall = lines * (height + gaps.caption) + (rows - 1) * gaps.seed;
      assert.ok(columns >= 1 && tall <= space.height + lines, `${seeds}×${arms}: ${tall}`);
    }
  }
});

test('a pair on a wide screen stands side by side, as large as allowed', () => {
  const cells = fitCells(1, 2, 1, { width: 2000, height: 900, largest: 640 });
  assert.deepEqual(cells, { width: 640, height: 640, armColumns: 2 });
});

test('a batch too large for its room keeps cells of a useful size, which fill their lines, and scrolls', () => {
  for (const across of [300, 540, 960]) {
    const { width, armColumns } = fitCells(200, 2, 1, { width: across, height: 500, largest: 640 });
    const group = armColumns * width + (armColumns - 1) * gaps.arm;
    const groups = Math.floor((across + gaps.seed) / (group + gaps.seed));
    const left = across - groups * group - (groups - 1) * gaps.seed;
    assert.ok(width >= 112 && left >= 0 && left < groups * armColumns, `${width}: ${left} left`);
  }
});

test('a grid’s table is whole in sight, and as large as that allows', () => {
  const space = { width: 900, height: 640 };
  assert.equal(fitTable(3, 2, 1, space), Math.floor((900 - 2 * tableGap) / 3));
  assert.equal(fitTable(2, 4, 0.5, space), Math.floor(((640 - 3 * tableGap) / 4) * 0.5));
  assert.equal(fitTable(1, 1, 1, { width: 4000, height: 4000 }), 512);
  assert.equal(fitTable(40, 40, 1, space), 64);
});
