import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Arm } from '../../electron/api/contract/arm.ts';
import { printSettingsSchema } from '../../electron/api/contract/recipe.ts';
import { ablationOf } from '../../renderer/compare/ablation-request.ts';

const arm = (kind: Arm['kind'], prompt: string): Arm => ({
  kind,
  modelId: kind,
  prompt,
  negativePrompt: '',
});
const arms = [arm('ja', '猫 油絵'), arm('en', 'cat')];
const row = {
  comparison: {
    id: 'c',
    createdAt: '2026-01-01T00:00:00.000Z',
    arms,
    seeds: ['7', '42'],
    settings: printSettingsSchema.parse({ steps: 9 }),
    origin: null,
    pictures: [],
  },
  index: 1,
  seed: '42',
  pictureIds: [],
};
const cat = { word: '猫', start: 0, end: 1, dropStart: 0, dropEnd: 2 };

test('an arm stands first as it was, then with each change; all from the row’s seed and settings', () => {
  const request = ablationOf(row, arms, [
    { kind: 'ja', text: '猫 油絵', word: cat, replacement: null },
    { kind: 'ja', text: '猫 油絵', word: cat, replacement: '犬' },
  ]);
  assert.deepEqual(
    request.arms.map(({ prompt }) => prompt),
    ['猫 油絵', '油絵', '犬 油絵'],
  );
  assert.deepEqual(request.origin, {
    type: 'ablation',
    changes: [null, { word: '猫', replacement: null }, { word: '猫', replacement: '犬' }],
  });
  assert.deepEqual([request.seeds, request.steps], [['42'], 9]);
});

test('a prompt that would be empty is not printed, nor an arm without a change', () => {
  const only = { word: 'cat', start: 0, end: 3, dropStart: 0, dropEnd: 3 };
  const request = ablationOf(row, arms, [
    { kind: 'en', text: 'cat', word: only, replacement: null },
  ]);
  assert.deepEqual(request.arms, []);
});
