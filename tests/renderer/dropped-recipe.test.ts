import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FoundRecipe } from '../../electron/api/contract/found-recipe.ts';
import { changesOfRecipe } from '../../renderer/state/dropped-recipe.ts';
import { makeRecipe } from '../helpers/make-recipe.ts';

const foreign: FoundRecipe = {
  program: 'a1111',
  version: 'v1.9.4',
  prompt: '夜の城 <lora:墨絵:0.8>',
  negativePrompt: '文字',
  seed: '7',
  steps: 28,
  guidance: 6.5,
  samplerName: 'Euler a',
  sampler: 'euler-ancestral',
  width: 512,
  height: 768,
  model: null,
  loras: [{ name: '墨絵', scale: 0.8 }],
};

test('a picture of the studio’s own lays its arm, settings and seed on the desk', () => {
  const own = makeRecipe({ prompt: 'castle', arm: 'en', seed: '9', steps: 12 });
  const changes = changesOfRecipe({ own, found: null });
  assert.deepEqual(
    [changes?.english, changes?.arms?.en, changes?.arms?.ja, changes?.seed, changes?.steps],
    ['castle', true, false, '9', 12],
  );
});

test('another program’s picture goes to the arm of its language, without what is not here', () => {
  const changes = changesOfRecipe({ own: null, found: foreign });
  assert.deepEqual(
    [changes?.prompt, changes?.negativePrompt, changes?.seed, changes?.seedLocked],
    ['夜の城', '文字', '7', true],
  );
  assert.deepEqual(
    [changes?.width, changes?.height, changes?.steps, changes?.guidance, changes?.sampler],
    [512, 768, 28, 6.5, 'euler-ancestral'],
  );
  const english = changesOfRecipe({ own: null, found: { ...foreign, prompt: 'castle' } });
  assert.deepEqual([english?.english, english?.arms?.ja], ['castle', false]);
});

test('what is not said or cannot be done leaves the desk as it is', () => {
  const found = { ...foreign, seed: null, steps: 900, guidance: 0, sampler: null, width: 513 };
  const changes = changesOfRecipe({ own: null, found }) ?? {};
  for (const name of ['seed', 'steps', 'guidance', 'sampler', 'width', 'height'] as const) {
    assert.ok(!(name in changes), name);
  }
  assert.equal(changesOfRecipe({ own: null, found: null }), null);
});
