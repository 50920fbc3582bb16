import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generationRequestSchema } from '../../electron/api/contract/generation.ts';
import { licenceToAccept } from '../../electron/services/model-licence.ts';
import type { Studio } from '../../electron/services/studio.ts';
import { StudioError } from '../../electron/services/studio-error.ts';
import { importedBy } from '../helpers/import-model.ts';
import { collectEvents, openTestStudio, savedPictures } from '../helpers/open-test-studio.ts';
import { readFiles } from '../helpers/read-files.ts';
import { copyModel, skipWithoutModels, smallModels } from '../helpers/small-models.ts';
import { startTestHub } from '../helpers/start-test-hub.ts';
import { temporaryFolder, writeTo } from '../helpers/temporary-folder.ts';
import { join } from 'node:path';

const card =
  '---\nlicense: creativeml-openrail-m\nlicense_link: https://example.org/licence\n---\n猫';

async function openrailModel(name = '模型'): Promise<string> {
  assert.ok(smallModels !== null);
  const path = copyModel(smallModels.en, join(temporaryFolder(), name));
  await writeTo(path, 'README.md', card);
  return path;
}

const print = async (studio: Studio, modelId: string): Promise<number> => {
  const arm = { kind: 'en' as const, modelId, prompt: 'cat', negativePrompt: '' };
  const size = { width: 64, height: 64, steps: 2 };
  const request = generationRequestSchema.parse({ arms: [arm], seed: '1', ...size });
  return savedPictures(await collectEvents(studio.generation.run(request))).length;
};

test('which licences are to be accepted', () => {
  const own = { embedded: false };
  for (const licence of [
    'apache-2.0',
    'Apache-2.0',
    'mit',
    'cc0-1.0',
    'bsd-3-clause',
    'cc-by-4.0',
  ]) {
    assert.equal(licenceToAccept({ ...own, licence }), null, licence);
  }
  for (const licence of ['creativeml-openrail-m', 'openrail++', 'cc-by-nc-4.0', 'other', 'x-1']) {
    assert.equal(licenceToAccept({ ...own, licence }), licence);
    assert.equal(licenceToAccept({ embedded: true, licence }), null);
  }
  assert.equal(licenceToAccept({ ...own, licence: null }), null);
});

test(
  'a model whose licence is not accepted prints nothing; once accepted it stays so, and the date is kept',
  skipWithoutModels,
  async (t) => {
    const { studio, data } = await openTestStudio(t);
    const path = await openrailModel();
    const model = await importedBy(studio.models.import({ path }));
    assert.deepEqual(model.acceptance, { state: 'needed', at: null });
    const refused = (error: unknown): boolean => {
      assert.ok(error instanceof StudioError && error.code === 'LICENCE_NOT_ACCEPTED');
      const { page, ...told } = error.data as StudioError<'LICENCE_NOT_ACCEPTED'>['data'];
      assert.deepEqual(told, {
        modelId: model.id,
        name: model.name.en,
        licence: 'creativeml-openrail-m',
      });
      assert.equal(page, null);
      return true;
    };
    await assert.rejects(print(studio, model.id), refused);
    const arm = { kind: 'en' as const, modelId: model.id, prompt: 'cat', negativePrompt: '' };
    const request = generationRequestSchema.parse({ arms: [arm] });
    await assert.rejects(studio.queue.submit({ ...request, priority: 'background' }), refused);
    assert.deepEqual((await studio.queue.list()).open, []);
    // Looking at its tokens prints nothing.
    await studio.tokens.inspect({ text: 'cat', modelIds: [model.id] });

    const licence = await studio.models.licence({ id: model.id });
    assert.deepEqual(licence, {
      name: 'creativeml-openrail-m',
      acceptance: { state: 'needed', at: null },
      file: { name: 'README.md', text: '猫' },
      link: 'https://example.org/licence',
    });
    await writeTo(path, 'LICENSE.md', 'the words');
    assert.equal((await studio.models.licence({ id: model.id })).file?.text, 'the words');

    const { acceptance } = await studio.models.acceptLicence({ id: model.id });
    assert.equal(acceptance.state, 'accepted');
    assert.ok(Math.abs(Date.parse(acceptance.at ?? '') - Date.now()) < 3_600_000);
    assert.equal(await print(studio, model.id), 1);
    await studio.close();

    const reopened = await openTestStudio(t, { data });
    const find = async (id: string) =>
      (await reopened.studio.models.list()).find((one) => one.id === id);
    assert.deepEqual((await find(model.id))?.acceptance, acceptance);
    // Taken off and taken in again, and as a copy: the same weights, the same licence.
    await reopened.studio.models.remove({ id: model.id });
    const again = await importedBy(reopened.studio.models.import({ path, copy: true }));
    assert.deepEqual(again.acceptance, acceptance);
    // Another licence is another question.
    await writeTo(path, 'README.md', card.replace('creativeml-', ''));
    const other = await importedBy(reopened.studio.models.import({ path }));
    assert.deepEqual([other.licence, other.acceptance.state], ['openrail-m', 'needed']);
  },
);

test(
  'the studio’s own models, and those without conditions, need no acceptance',
  skipWithoutModels,
  async (t) => {
    const { studio, en } = await openTestStudio(t);
    for (const { embedded, acceptance } of await studio.models.list()) {
      if (embedded) assert.deepEqual(acceptance, { state: 'free', at: null });
    }
    await studio.models.acceptLicence({ id: en.modelId });
    const model = (await studio.models.list()).find(({ id }) => id === en.modelId);
    assert.deepEqual(model?.acceptance, { state: 'free', at: null }, 'nothing is noted');
  },
);

test('a model from a hub has its card’s licence, and its page', skipWithoutModels, async (t) => {
  const { studio } = await openTestStudio(t);
  const files = await readFiles(await openrailModel());
  files['README.md'] = Buffer.from('---\nlicense: creativeml-openrail-m\n---\n');
  const hub = await startTestHub({ repository: 'rinna/small', files });
  await studio.hub.change({ address: hub.address });
  for await (const event of studio.hub.download({ repository: 'rinna/small', revision: 'main' })) {
    if (event.type !== 'downloaded' || event.model === null) continue;
    const { id, licence, acceptance, page } = event.model;
    assert.deepEqual(
      [licence, acceptance.state, page],
      ['creativeml-openrail-m', 'needed', `${hub.address}/rinna/small`],
    );
    assert.equal((await studio.models.licence({ id })).link, page);
    // Read again from its place, it is known where it came from.
    const again = await importedBy(studio.models.import({ path: event.path }));
    assert.equal(again.page, page);
    return;
  }
  assert.fail('nothing was fetched');
});
