import assert from 'node:assert/strict';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { readDiffusersFolder } from '../../../native-models/checkpoints/diffusers-folder.ts';
import { assertRejected } from '../../helpers/checkpoint-rejects.ts';
import { writeTinyModel } from '../../helpers/tiny-model-folder.ts';
import { filesOf, japanese, modelsFolder, writeModel } from './tiny-models.ts';

test('takes name, arm, defaults, licence and parts from nishiki.json', async () => {
  await writeTinyModel(modelsFolder, 'english');
  const overlay = {
    name: { ja: '日本語', en: 'Japanese' },
    arm: 'ja-stage1',
    defaults: { width: 128, height: 128, steps: 20, guidance: 4 },
    licence: 'Apache-2.0',
    components: { unet: '../english/unet', vae: '../english/vae' },
  };
  const root = await writeModel({
    ...japanese,
    'nishiki.json': overlay,
    'README.md': '---\nlicense: mit\n---\n',
    'unet/config.json': null,
    'unet/diffusion_pytorch_model.safetensors': null,
  });
  const model = await readDiffusersFolder(root);
  assert.deepEqual(model.overlay, overlay);
  assert.equal(model.licence, 'Apache-2.0');
  assert.deepEqual(filesOf(model.unet), [
    join(modelsFolder, 'english', 'unet', 'diffusion_pytorch_model.safetensors'),
  ]);
  assert.deepEqual(filesOf(model.textEncoder), [join(root, 'text_encoder', 'model.safetensors')]);
});

test("names a missing part of a sibling's folder", async () => {
  const root = await writeModel({
    'nishiki.json': { components: { scheduler: '../other/scheduler' } },
  });
  const error = await assertRejected(readDiffusersFolder(root), 'folder-incomplete');
  assert.deepEqual(error.data['missing'], ['../other/scheduler/scheduler_config.json']);
});

test('refuses parts outside the folder that the model lies in', async (context) => {
  await writeTinyModel(modelsFolder, 'outside');
  for (const place of [
    '../../outside/unet',
    '/etc',
    'C:\\models',
    '\\\\host\\unet',
    '..',
    '../x/../..',
  ]) {
    const root = await writeModel({ 'nishiki.json': { components: { unet: place } } });
    await assertRejected(readDiffusersFolder(join(root)), 'config-invalid');
  }
  const nested = join(modelsFolder, 'nested');
  const root = await writeTinyModel(nested, 'inside', {
    'nishiki.json': { components: { unet: '../link/unet' } },
  });
  try {
    await symlink(join(modelsFolder, 'outside'), join(nested, 'link'));
  } catch {
    context.diagnostic('links cannot be made here');
    return;
  }
  await assertRejected(readDiffusersFolder(root), 'config-invalid');
});

test('refuses a nishiki.json that makes no sense', async () => {
  for (const overlay of [
    { arm: 'fr' },
    { name: 'x' },
    { defaults: { width: 100 } },
    { defaults: { steps: 0 } },
    { components: { unet: 3 } },
    { licence: '' },
  ]) {
    const root = await writeModel({ 'nishiki.json': overlay });
    await assertRejected(readDiffusersFolder(root), 'config-invalid');
  }
});

test('takes the licence from the model card', async () => {
  const cards: readonly [string, string | null][] = [
    [
      '---\nlanguage: ja\nlicense: creativeml-openrail-m\ntags:\n- x\n---\n# Model',
      'creativeml-openrail-m',
    ],
    ['---\r\nlicense: "other"\r\n---\r\n', 'other'],
    ['# Model\nlicense: mit\n', null],
    ['---\ntags: x\n---\nlicense: mit\n', null],
  ];
  for (const [card, licence] of cards) {
    const root = await writeModel({ 'README.md': card });
    assert.equal((await readDiffusersFolder(root)).licence, licence);
  }
});
