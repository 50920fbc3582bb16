import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test, type TestContext } from 'node:test';
import type { Studio } from '../../electron/services/studio.ts';
import { importedBy } from '../helpers/import-model.ts';
import { openBareStudio } from '../helpers/open-test-studio.ts';
import { skipWithoutModels, smallModels } from '../helpers/small-models.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

async function open(t: TestContext, data: string): Promise<Studio> {
  const spawnWorker = () => assert.fail('nothing is printed here');
  return (await openBareStudio(t, { data, spawnWorker })).studio;
}

test('settings that two pages change at once are both kept, in whole files', async (t) => {
  const data = temporaryFolder();
  const { settings, hub, diagnostics, translator } = await open(t, data);
  await Promise.all([
    settings.change({ watermark: false }),
    settings.change({ safetyChecker: false }),
    hub.change({ bytesPerSecond: 5_000_000 }),
    hub.change({ token: 'hf_secret' }),
    diagnostics.change({ level: 'debug' }),
    diagnostics.change({ prompts: true }),
    translator.change({ endpoint: { address: 'http://localhost:1', model: 'a' }, key: 'k' }),
    translator.change({ endpoint: { address: 'http://localhost:1', model: 'b' } }),
  ]);
  assert.partialDeepStrictEqual(settings.read(), { watermark: false, safetyChecker: false });
  assert.partialDeepStrictEqual(hub.state(), { bytesPerSecond: 5_000_000, token: 'saved' });
  const { settings: logs } = await diagnostics.state();
  assert.deepEqual(logs, { level: 'debug', prompts: true });
  assert.partialDeepStrictEqual(await translator.get(), { endpoint: { model: 'b' }, key: 'saved' });
  assert.deepEqual(
    readdirSync(data).filter((name) => name.endsWith('.part')),
    [],
  );
});

test('a model that two pages import at once is one model', skipWithoutModels, async (t) => {
  const { models } = await open(t, temporaryFolder());
  assert.ok(smallModels !== null);
  const { en: path } = smallModels;
  const [first, second] = await Promise.all([
    importedBy(models.import({ path })),
    importedBy(models.import({ path })),
  ]);
  assert.equal(first.id, second.id);
  const { length } = (await models.list()).filter((model) => model.path === path);
  assert.equal(length, 1);
});
