import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import type { Studio } from '../../electron/services/studio.ts';
import { StudioError } from '../../electron/services/studio-error.ts';
import { importedBy } from '../helpers/import-model.ts';
import { collectEvents, openBareStudio, openTestStudio } from '../helpers/open-test-studio.ts';
import { referencePath, skipWithoutReference } from '../helpers/reference.ts';
import { copyModel, skipWithoutModels, smallModels } from '../helpers/small-models.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const glossary = { media: {}, times: {}, nouns: {}, adjectives: {}, verbs: {} };

/** A studio whose own resources are those of the test. */
async function openOn(
  t: TestContext,
  resources: string,
  data = join(temporaryFolder(), 'data'),
): Promise<{ studio: Studio; problems: string[] }> {
  mkdirSync(join(resources, 'glossary'), { recursive: true });
  writeFileSync(join(resources, 'glossary', 'ja-en.json'), JSON.stringify(glossary));
  return await openBareStudio(t, { data, resources });
}

function copyEnglish(to: string): string {
  assert.ok(smallModels !== null);
  return copyModel(smallModels.en, to);
}

function isUnreadable(path: string, reason?: string): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof StudioError && error.code === 'MODEL_UNREADABLE', String(error));
    const data = error.data as StudioError<'MODEL_UNREADABLE'>['data'];
    assert.equal(data.path, path);
    if (reason !== undefined) assert.equal(data.reason, reason);
    assert.match(error.message, /unharmed/);
    return true;
  };
}

test(
  'a model is read where it lies; importing it again refreshes its row',
  skipWithoutModels,
  async (t) => {
    const { studio } = await openOn(t, temporaryFolder());
    const folder = copyEnglish(join(temporaryFolder(), '絵の模型'));
    const before = readdirSync(folder, { recursive: true }).toSorted();
    const model = await importedBy(studio.models.import({ path: folder }));
    assert.deepEqual(
      [model.path, model.arm, model.tokenizer, model.state],
      [folder, 'en', 'clip', 'ready'],
    );
    assert.ok(model.parameters.unet > 0 && model.bytes > 0);
    assert.match(model.fingerprint, /^[0-9a-f]{64}$/);
    assert.deepEqual(readdirSync(folder, { recursive: true }).toSorted(), before);

    const again = await importedBy(studio.models.import({ path: `${folder}/`, arm: 'ja-stage1' }));
    assert.deepEqual(
      [again.id, again.arm, again.importedAt],
      [model.id, 'ja-stage1', model.importedAt],
    );
    assert.equal((await studio.models.list()).length, 1);
    await studio.models.remove({ id: model.id });
    assert.deepEqual(await studio.models.list(), []);
    assert.deepEqual(readdirSync(folder, { recursive: true }).toSorted(), before, 'files stay');
    await assert.rejects(studio.models.remove({ id: model.id }), { code: 'MODEL_NOT_FOUND' });
  },
);

test(
  'a model whose folder is gone is missing, and what needs it says so',
  skipWithoutModels,
  async (t) => {
    const { studio } = await openOn(t, temporaryFolder());
    const folder = copyEnglish(join(temporaryFolder(), 'model'));
    const { id } = await importedBy(studio.models.import({ path: folder }));
    rmSync(folder, { recursive: true });
    assert.equal((await studio.models.list())[0]?.state, 'missing');
    await assert.rejects(studio.tokens.inspect({ text: '猫', modelIds: [id] }), isMissing(folder));
    const arm = { kind: 'en' as const, modelId: id, prompt: 'cat', negativePrompt: '' };
    await assert.rejects(
      collectEvents(
        studio.generation.run({ arms: [arm], count: 1, promptSyntax: 'plain', noiseSource: 'cpu' }),
      ),
      isMissing(folder),
    );
    assert.deepEqual(await studio.tokens.inspect({ text: '猫' }), []);
  },
);

function isMissing(folder: string): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof StudioError && error.code === 'MODEL_UNREADABLE');
    assert.deepEqual(
      { ...error.data, detail: '' },
      { path: folder, reason: 'not-found', detail: '' },
    );
    return true;
  };
}

test(
  'what is no model is refused with a reason, and nothing is kept',
  skipWithoutModels,
  async (t) => {
    const { studio } = await openOn(t, temporaryFolder());
    const folder = temporaryFolder();
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    await assert.rejects(
      importedBy(studio.models.import({ path: empty })),
      isUnreadable(empty, 'folder-incomplete'),
    );
    const gone = join(folder, 'gone');
    await assert.rejects(
      importedBy(studio.models.import({ path: gone })),
      isUnreadable(gone, 'not-found'),
    );
    assert.deepEqual(await studio.models.list(), []);
  },
);

test(
  'settings in nishiki.json that the studio does not know refuse the model',
  skipWithoutModels,
  async (t) => {
    const { studio } = await openOn(t, temporaryFolder());
    const folder = copyEnglish(join(temporaryFolder(), 'model'));
    writeFileSync(join(folder, 'nishiki.json'), '{"defaults":{"steps":4,"sampler":"none"}}');
    await assert.rejects(
      importedBy(studio.models.import({ path: folder })),
      isUnreadable(folder, 'config-invalid'),
    );
    writeFileSync(join(folder, 'nishiki.json'), '{"defaults":{"steps":4,"sampler":"lcm"}}');
    const { recommended } = await importedBy(studio.models.import({ path: folder }));
    assert.deepEqual([recommended.steps, recommended.sampler], [4, 'lcm']);
  },
);

test(
  'a truncated checkpoint is refused; the model imported before stays',
  skipWithoutModels,
  async (t) => {
    const { studio } = await openOn(t, temporaryFolder());
    const folder = copyEnglish(join(temporaryFolder(), 'model'));
    const model = await importedBy(studio.models.import({ path: folder }));
    for (const name of readdirSync(join(folder, 'unet'))) {
      const file = join(folder, 'unet', name);
      const bytes = readFileSync(file);
      if (!name.endsWith('.json')) writeFileSync(file, bytes.subarray(0, bytes.length >> 1));
    }
    await assert.rejects(importedBy(studio.models.import({ path: folder })), isUnreadable(folder));
    const [kept, ...others] = await studio.models.list();
    // Its files are being read through meanwhile.
    assert.deepEqual([kept, others], [{ ...model, content: kept?.content }, []]);
    // The row is still there, so a job gets as far as the worker, which refuses the file and lives on.
    const arm = { kind: 'en' as const, modelId: model.id, prompt: 'cat', negativePrompt: '' };
    await assert.rejects(
      collectEvents(
        studio.generation.run({ arms: [arm], count: 1, promptSyntax: 'plain', noiseSource: 'cpu' }),
      ),
      {
        code: 'MODEL_UNREADABLE',
      },
    );
    assert.equal((await studio.system.info()).devices[0]?.worker, 'idle');
  },
);

test(
  'hostile checkpoints are refused with the engine’s reason and nothing in them runs',
  skipWithoutReference,
  async (t) => {
    const { studio } = await openOn(t, temporaryFolder());
    const cases: [string, string, string][] = [
      ['pickle-os-system-with-weights.bin', 'pytorch_model.bin', 'pickle-forbidden-global'],
      ['pickle-exec.ckpt', 'pytorch_model.bin', 'pickle-forbidden-global'],
      ['html-error-page.safetensors', 'model.safetensors', 'html-page'],
      ['git-lfs-pointer.bin', 'pytorch_model.bin', 'git-lfs-pointer'],
      ['st-header-100MB-claim.safetensors', 'model.safetensors', 'safetensors-header'],
      ['te-missing-keys.safetensors', 'model.safetensors', 'state-dict-mismatch'],
    ];
    for (const [hostile, name, reason] of cases) {
      const folder = join(temporaryFolder(), 'model');
      copyModel(referencePath('models', 'tiny-sd'), folder);
      for (const file of readdirSync(join(folder, 'text_encoder'))) {
        if (file !== 'config.json') rmSync(join(folder, 'text_encoder', file));
      }
      cpSync(referencePath('models', 'hostile', hostile), join(folder, 'text_encoder', name));
      await assert.rejects(importedBy(studio.models.import({ path: folder })), (error) => {
        const { data } = error as StudioError<'MODEL_UNREADABLE'>;
        assert.equal(data.reason, reason, hostile);
        return isUnreadable(folder)(error);
      });
    }
    assert.deepEqual(await studio.models.list(), []);
  },
);

test(
  'the studio’s own models keep their ids when it is installed elsewhere',
  skipWithoutModels,
  async (t) => {
    const data = join(temporaryFolder(), 'data');
    const here = temporaryFolder();
    copyEnglish(join(here, 'demo-models', 'en'));
    mkdirSync(join(here, 'demo-models', 'notes'));
    const first = await openOn(t, here, data);
    const [model] = await first.studio.models.list();
    assert.deepEqual([model?.id, model?.embedded], ['demo-en', true]);
    await assert.rejects(first.studio.models.remove({ id: 'demo-en' }), {
      code: 'MODEL_NOT_FOUND',
    });
    const imported = await importedBy(
      first.studio.models.import({ path: join(here, 'demo-models', 'en') }),
    );
    assert.deepEqual([imported.id, imported.embedded], ['demo-en', true]);
    await first.studio.close();

    const elsewhere = temporaryFolder();
    copyEnglish(join(elsewhere, 'demo-models', 'en'));
    const second = await openOn(t, elsewhere, data);
    const models = await second.studio.models.list();
    assert.deepEqual(
      models.map(({ id, path, state }) => [id, path, state]),
      [['demo-en', join(elsewhere, 'demo-models', 'en'), 'ready']],
    );
  },
);

test('a demo model that cannot be read is reported and the studio opens without it', async (t) => {
  const resources = temporaryFolder();
  mkdirSync(join(resources, 'demo-models', 'broken'), { recursive: true });
  writeFileSync(join(resources, 'demo-models', 'broken', 'model_index.json'), '{');
  const { studio, problems } = await openOn(t, resources);
  assert.deepEqual(await studio.models.list(), []);
  assert.equal(problems.length, 1);
  assert.match(problems[0] ?? '', /broken was not registered/);
});

test('a model from the Hub’s cache is named by its repository', skipWithoutModels, async (t) => {
  const { studio } = await openTestStudio(t);
  const cache = join(temporaryFolder(), 'models--rinna--japanese-stable-diffusion', 'snapshots');
  const folder = copyEnglish(join(cache, '0123abcd'));
  // A demo model has a name of its own.
  rmSync(join(folder, 'nishiki.json'), { force: true });
  const { name } = await importedBy(studio.models.import({ path: folder }));
  assert.equal(name.en, 'rinna/japanese-stable-diffusion');
});
