import assert from 'node:assert/strict';
import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { importedBy } from '../helpers/import-model.ts';
import { openTestStudio } from '../helpers/open-test-studio.ts';
import { readFiles } from '../helpers/read-files.ts';
import { skipWithoutModels } from '../helpers/small-models.ts';
import { startTestHub } from '../helpers/start-test-hub.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { fillTensors, tinyConfigs, writeTinyModel } from '../helpers/tiny-model-folder.ts';
import { encodeSafetensors } from '../helpers/safetensors-file.ts';
import { expectedUnetTensors } from '../../native-models/checkpoints/expected-tensors.ts';
import { readUnetConfig } from '../../native-models/checkpoints/read-model-config.ts';

test(
  'a name and notes stay when the model is read again, and end with an empty name',
  skipWithoutModels,
  async (t) => {
    const { studio } = await openTestStudio(t);
    const path = await writeTinyModel(temporaryFolder(), 'tiny');
    const { id } = await importedBy(studio.models.import({ path }));
    const changed = await studio.models.change({
      id,
      name: '墨の試し',
      notes: '線が細い',
      arm: 'ja',
    });
    assert.deepEqual(
      [changed.name, changed.notes, changed.arm],
      [{ ja: '墨の試し', en: '墨の試し' }, '線が細い', 'ja'],
    );
    const again = await importedBy(studio.models.import({ path }));
    assert.deepEqual([again.name.ja, again.notes], ['墨の試し', '線が細い']);
    const own = await studio.models.change({ id, name: '' });
    assert.deepEqual([own.name.ja, own.notes], ['tiny', '線が細い']);
  },
);

test('the studio’s own models take a name, and keep their arm', skipWithoutModels, async (t) => {
  const { studio, data } = await openTestStudio(t);
  const changed = await studio.models.change({ id: 'demo-en', name: 'お試し', arm: 'ja' });
  assert.deepEqual([changed.name.ja, changed.arm], ['お試し', 'en']);
  await studio.close();
  const reopened = await openTestStudio(t, { data });
  const demo = (await reopened.studio.models.list()).find(({ id }) => id === 'demo-en');
  assert.equal(demo?.name.ja, 'お試し');
});

test(
  'a model that was moved is found again by the same weights only',
  skipWithoutModels,
  async (t) => {
    const { studio } = await openTestStudio(t);
    const folder = temporaryFolder();
    const path = await writeTinyModel(folder, 'tiny');
    const { id } = await importedBy(studio.models.import({ path }));
    await studio.models.change({ id, notes: '引っ越し前' });
    const moved = join(folder, '引っ越し先');
    renameSync(path, moved);
    const state = async () => (await studio.models.list()).find((model) => model.id === id)?.state;
    assert.equal(await state(), 'missing');

    const unet = readUnetConfig('config.json', { ...tinyConfigs.unet, layers_per_block: 2 });
    const other = await writeTinyModel(folder, 'other', {
      'unet/config.json': { ...tinyConfigs.unet, layers_per_block: 2 },
      'unet/diffusion_pytorch_model.safetensors': encodeSafetensors(
        fillTensors(5, expectedUnetTensors(unet)),
      ),
    });
    await assert.rejects(studio.models.relink({ id, path: other }), {
      code: 'MODEL_UNREADABLE',
      data: {
        path: other,
        reason: 'other-weights',
        detail: 'Its weights are not those of tiny.',
      },
    });
    await assert.rejects(studio.models.relink({ id, path }), { code: 'MODEL_UNREADABLE' });
    assert.equal(await state(), 'missing');

    const found = await studio.models.relink({ id, path: moved });
    assert.deepEqual(
      [found.id, found.path, found.state, found.notes],
      [id, moved, 'ready', '引っ越し前'],
    );
  },
);

test(
  'removal deletes what the studio has fetched where it is asked to, and never anything else',
  skipWithoutModels,
  async (t) => {
    const { studio } = await openTestStudio(t);
    const path = await writeTinyModel(temporaryFolder(), 'tiny');
    const mine = await importedBy(studio.models.import({ path }));
    assert.equal(mine.owned, false);
    await studio.models.remove({ id: mine.id, deleteFiles: true });
    assert.ok(existsSync(join(path, 'model_index.json')), 'the user’s files stay');

    const hub = await startTestHub({ repository: 'a/tiny', files: await readFiles(path) });
    await studio.hub.change({ address: hub.address });
    const fetched = async () => {
      for await (const event of studio.hub.download({ repository: 'a/tiny', revision: 'main' })) {
        if (event.type === 'downloaded' && event.model) return event.model;
      }
      throw new Error('nothing was fetched');
    };
    const first = await fetched();
    assert.equal(first.owned, true);
    await studio.models.remove({ id: first.id });
    assert.ok(existsSync(first.path), 'only forgotten');
    const second = await fetched();
    await studio.models.remove({ id: second.id, deleteFiles: true });
    assert.ok(!existsSync(second.path));
  },
);
