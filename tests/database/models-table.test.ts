import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ModelRecord } from '../../electron/database/models-table.ts';
import { makeRecipe } from '../helpers/make-recipe.ts';
import { settings, openTables } from './open-tables.ts';

test('models: embedded ones first in the order of the story, and pictures outlive their model', (t) => {
  const tables = openTables(t);
  const model = (id: string, arm: ModelRecord['arm'], embedded: boolean): ModelRecord => ({
    id,
    name: { ja: `${id}の名前`, en: id },
    arm,
    path: `/models/${id}`,
    options: embedded ? {} : { ema: true, parts: { vae: '/vae.ckpt' } },
    embedded,
    tokenizer: 'clip',
    isInpainting: !embedded,
    takesGuidance: !embedded,
    predictionType: embedded ? 'epsilon' : 'v_prediction',
    parameters: { textEncoder: 1, unet: 2, vae: 3 },
    bytes: 4,
    rewritten: embedded ? null : 'a.safetensors',
    rewrittenBytes: embedded ? 0 : 5,
    sampled: embedded ? null : 'samples',
    precision: 'float16',
    licence: null,
    page: embedded ? null : 'https://hub.example/a/b',
    fingerprint: `fingerprint of ${id}`,
    recommended: settings,
    importedAt: '2026-11-22T13:15:00Z',
  });
  const records = [
    model('mine', 'ja', false),
    model('demo-en', 'en', true),
    model('demo-stage1', 'ja-stage1', true),
    model('demo-ja', 'ja', true),
    // Came with a later version of the studio; what an arm uses unasked stays the plain one.
    { ...model('demo-ja-quick', 'ja', true), importedAt: '2026-12-24T00:00:00Z' },
    { ...model('mine-newer', 'ja', false), importedAt: '2026-12-24T00:00:00Z' },
  ];
  for (const record of records) tables.models.save(record);
  assert.deepEqual(
    tables.models.list().map(({ id }) => id),
    ['demo-ja', 'demo-ja-quick', 'demo-stage1', 'demo-en', 'mine-newer', 'mine'],
  );
  assert.deepEqual(tables.models.byPath('/models/mine'), records[0]);
  assert.equal(tables.models.byFingerprint('fingerprint of mine')?.id, 'mine');

  const recipe = makeRecipe();
  tables.pictures.insert({
    recipe,
    file: 'a.png',
    bytes: 1,
    modelId: 'mine',
    modelNames: [],
    promptId: null,
    comparisonId: null,
    cell: null,
    removedAt: null,
  });
  tables.models.remove('mine');
  const [picture] = tables.pictures.get([recipe.pictureId]);
  assert.equal(picture?.modelId, null);
  assert.equal(picture?.recipe?.model.name, 'Tiny model');
});
