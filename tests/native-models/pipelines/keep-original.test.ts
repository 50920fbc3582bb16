import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keepOriginal } from '../../../native-models/pipelines/keep-original.ts';

test('black keeps the original, white the painted picture, grey mixes them', () => {
  const size = { width: 3, height: 1 };
  const painted = { ...size, rgb: Uint8Array.of(200, 200, 200, 200, 200, 200, 200, 200, 200) };
  const original = { ...size, rgb: Uint8Array.of(10, 20, 30, 10, 20, 30, 10, 20, 30) };
  const { rgb } = keepOriginal(painted, original, { ...size, data: Uint8Array.of(0, 255, 51) });
  assert.deepEqual([...rgb], [10, 20, 30, 200, 200, 200, 48, 56, 64]);
});
