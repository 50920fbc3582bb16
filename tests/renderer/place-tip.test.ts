import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placeTip } from '../../renderer/ui/place-tip.ts';

const view = { width: 400, height: 300 };
const size = { width: 100, height: 20 };
const anchorAt = (left: number, top: number) => ({ left, top, width: 40, height: 30 });

test('a tip lies on the side asked for, in the middle of what it belongs to', () => {
  const anchor = anchorAt(180, 140);
  assert.deepEqual(placeTip(anchor, size, 'top', view), { left: 150, top: 114 });
  assert.deepEqual(placeTip(anchor, size, 'bottom', view), { left: 150, top: 176 });
  assert.deepEqual(placeTip(anchor, size, 'left', view), { left: 74, top: 145 });
  assert.deepEqual(placeTip(anchor, size, 'right', view), { left: 226, top: 145 });
});

test('where there is no room it lies across', () => {
  assert.deepEqual(placeTip(anchorAt(180, 10), size, 'top', view), { left: 150, top: 46 });
  assert.deepEqual(placeTip(anchorAt(180, 265), size, 'bottom', view), { left: 150, top: 239 });
  assert.deepEqual(placeTip(anchorAt(10, 140), size, 'left', view), { left: 56, top: 145 });
  assert.deepEqual(placeTip(anchorAt(350, 140), size, 'right', view), { left: 244, top: 145 });
});

test('it never leaves the window, whatever its size', () => {
  assert.equal(placeTip(anchorAt(0, 140), size, 'top', view).left, 8);
  assert.equal(placeTip(anchorAt(390, 140), size, 'top', view).left, 292);
  assert.equal(placeTip(anchorAt(180, 280), size, 'left', view).top, 272);
  const wide = { width: 500, height: 400 };
  assert.deepEqual(placeTip(anchorAt(180, 140), wide, 'top', view), { left: 8, top: 8 });
});
