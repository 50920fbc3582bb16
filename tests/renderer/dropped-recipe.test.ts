import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Addition } from '../../electron/api/contract/additions.ts';
import type { FoundRecipe } from '../../electron/api/contract/found-recipe.ts';
import { readDroppedRecipe } from '../../renderer/state/read-dropped-recipe.ts';
import { makeRecipe } from '../helpers/make-recipe.ts';
import { exampleModel } from './example-job.ts';
import type { ReadRecipe } from '../../electron/api/contract/inputs.ts';

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

const addition = (of: Partial<Addition>): Addition => ({
  id: of.path ?? '',
  kind: 'lora',
  name: '',
  notes: '',
  path: '/l/x.safetensors',
  state: 'ready',
  bytes: 1,
  sha256: null,
  ...of,
});

const changesOfRecipe = (read: ReadRecipe) => readDroppedRecipe(read)?.changes ?? null;

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

test('another program’s noise, layers and variation come along, and LoRAs that the library has by name', () => {
  const noise = {
    noiseSource: 'gpu',
    clipSkip: 1,
    variation: { seed: '5', strength: 0.3 },
  } as const;
  const loras = [
    { name: '墨絵', scale: 0.8 },
    { name: 'styles\\ink.safetensors', scale: 0.5 },
    { name: 'gone', scale: 1 },
    { name: 'nowhere', scale: 1 },
  ];
  const library = [
    addition({ name: '墨絵', path: '/l/1.safetensors' }),
    addition({ name: 'Ink', path: '/l/2.safetensors' }),
    addition({ name: 'gone', path: '/l/3.safetensors', state: 'missing' }),
    addition({ name: 'nowhere', path: '/l/4.pt', kind: 'embedding' }),
  ];
  const read = readDroppedRecipe(
    { own: null, found: { ...foreign, ...noise, loras } },
    { models: [], library, missingInputs: new Set() },
  );
  assert.deepEqual(read?.changes.loras, [
    { file: '/l/1.safetensors', scale: 0.8 },
    { file: '/l/2.safetensors', scale: 0.5 },
  ]);
  assert.deepEqual(
    read?.losses.map(({ kind, name }) => `${kind} ${name}`),
    ['lora gone', 'lora nowhere'],
  );
  const { noiseSource, clipSkip, variation } = read?.changes ?? {};
  assert.deepEqual({ noiseSource, clipSkip, variation }, noise);
  const silent = changesOfRecipe({ own: null, found: foreign }) ?? {};
  for (const name of ['noiseSource', 'clipSkip', 'variation'] as const)
    assert.ok(!(name in silent), name);
});

test('what is not said or cannot be done leaves the desk as it is', () => {
  const found = { ...foreign, seed: null, steps: 900, guidance: 0, sampler: null, width: 513 };
  const changes = changesOfRecipe({ own: null, found }) ?? {};
  for (const name of ['seed', 'steps', 'guidance', 'sampler', 'width', 'height'] as const) {
    assert.ok(!(name in changes), name);
  }
  assert.equal(changesOfRecipe({ own: null, found: null }), null);
});

test('what of a recipe is not here is named, and its own model is known by its weights', () => {
  const file = { sha256: 'a'.repeat(64) };
  const own = makeRecipe({
    loras: [{ ...file, name: '墨絵', scale: 0.8 }],
    embeddings: [{ ...file, name: 'ink', word: '<墨>' }],
    vae: { ...file, name: 'soft' },
    initImage: { image: 'b'.repeat(64), strength: 0.5, fit: 'crop', keepOriginal: true },
  });
  const missingInputs = new Set(['b'.repeat(64)]);
  const bare = readDroppedRecipe({ own, found: null }, { models: [], library: [], missingInputs });
  assert.deepEqual(
    bare?.losses.map(({ kind, name }) => `${kind} ${name}`),
    ['model Tiny model', 'lora 墨絵', 'embedding <墨>', 'vae soft', 'begin '],
  );
  assert.equal(bare?.changes.initImage, null);

  const here = exampleModel({ id: 'here', arm: 'ja', fingerprint: own.model.fingerprint });
  const models = [here];
  const library = [
    addition({ kind: 'lora', name: 'renamed', path: '/l/sumi.safetensors', ...file }),
    addition({ kind: 'lora', name: '墨絵', path: '/l/other.safetensors', sha256: 'c'.repeat(64) }),
    addition({ id: 'vae', kind: 'vae', name: 'soft', path: '/l/soft', ...file }),
  ];
  const known = readDroppedRecipe(
    { own, found: null },
    { models, library, missingInputs: new Set() },
  );
  assert.equal(known?.changes.modelIds?.ja, 'here');
  assert.equal(known?.changes.initImage?.image, 'b'.repeat(64));
  assert.deepEqual(
    known?.losses.map(({ kind, name }) => `${kind} ${name}`),
    ['embedding <墨>'],
    'the library has these bytes as a LoRA and as a VAE',
  );
  assert.equal(known?.changes.vae, '/l/soft');
  assert.deepEqual(known?.changes.loras, [{ file: '/l/sumi.safetensors', scale: 0.8 }]);
  const { vae: _vae, ...withoutVae } = own;
  const usual = { models: [{ ...here, vaeId: 'vae' }], library, missingInputs: new Set<string>() };
  assert.equal(
    readDroppedRecipe({ own: withoutVae, found: null }, usual)?.changes.vae,
    'own',
    'it was made with its model’s own, whatever is set for the model by now',
  );
});

test('of another program’s picture the values are named that the studio cannot take', () => {
  const found = {
    ...foreign,
    model: { name: 'anime', hash: null },
    steps: 900,
    guidance: 0,
    samplerName: 'UniPC BH2',
    sampler: null,
    width: 513,
  };
  assert.deepEqual(
    readDroppedRecipe({ own: null, found })?.losses.map(({ kind, name }) => `${kind} ${name}`),
    ['model anime', 'lora 墨絵', 'sampler UniPC BH2', 'size 513 × 768', 'steps 900', 'guidance 0'],
  );
});
