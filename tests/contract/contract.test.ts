import assert from 'node:assert/strict';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { GenerationRequestInput } from '../../electron/api/contract/generation.ts';
import { makeTextEncoderBrainFloats } from '../helpers/brain-floats.ts';
import { importedBy } from '../helpers/import-model.ts';
import { resources } from '../helpers/open-test-studio.ts';
import { connectStudio, failureOf, ja, only, salaryman, small } from './connect-studio.ts';
import { transports } from './transports.ts';

for (const transport of transports) {
  describe(transport.name, () => {
    const connected = connectStudio(transport);

    test('lists the embedded models', async () => {
      const models = await connected.client.models.list();
      assert.deepEqual(
        models.map(({ arm, embedded, state }) => ({ arm, embedded, state })).toSorted(byArm),
        ['en', 'ja', 'ja', 'ja-stage1'].map((arm) => ({ arm, embedded: true, state: 'ready' })),
      );
    });

    test('reads a text through both tokenizers', async () => {
      const [japanese, english] = await connected.client.tokens.inspect({ text: salaryman });
      assert.deepEqual(
        japanese?.tokens.map(({ piece }) => piece),
        ['▁', 'サラリーマン', '▁', '油', '絵'],
      );
      assert.deepEqual([japanese?.usable, english?.usable, english?.tokens.length], [76, 75, 12]);
    });

    test('imports a folder with a Japanese path, refreshes it, forgets it', async () => {
      const path = join(connected.folder, '取り込み 猫', 'モデル');
      cpSync(join(resources, 'demo-models', 'en'), path, { recursive: true });
      const imported = await importedBy(connected.client.models.import({ path }));
      assert.equal(imported.path, path);
      assert.equal(imported.embedded, false);
      assert.equal((await importedBy(connected.client.models.import({ path }))).id, imported.id);
      assert.equal((await connected.client.models.list()).length, 5);
      await connected.client.models.remove({ id: imported.id });
      assert.equal((await connected.client.models.list()).length, 4);
    });

    test('streams the rewriting of weights that cannot be used in place', async () => {
      const path = join(connected.folder, 'bfloat16');
      cpSync(join(resources, 'demo-models', 'en'), path, { recursive: true });
      await makeTextEncoderBrainFloats(path);
      const types: string[] = [];
      for await (const event of await connected.client.models.import({ path }))
        types.push(event.type);
      assert.deepEqual([types[0], types.at(-1)], ['rewriting', 'imported']);
      const [model] = (await connected.client.models.list()).filter((one) => one.path === path);
      assert.ok(model && model.rewrittenBytes > 0);
      await connected.client.models.remove({ id: model.id });
    });

    test('finds the prompt again by two characters, and brings it back after removal', async () => {
      await connected.print({ arms: [ja], seed: '7', ...small });
      const [entry] = await connected.client.prompts.list({ search: '油絵' });
      assert.equal(entry?.arms[0]?.prompt, salaryman);
      const { id } = entry;
      await connected.client.prompts.remove({ id });
      const ids = async () => (await connected.client.prompts.list({})).map((kept) => kept.id);
      assert.ok(!(await ids()).includes(id));
      await connected.client.prompts.restore({ id });
      assert.ok((await ids()).includes(id));
      const { english } = await connected.client.prompts.translate({ text: salaryman });
      assert.match(english, /oil painting/);
    });

    test('puts a picture into the trash and takes it out', async () => {
      const [{ picture } = assert.fail()] = only(
        await connected.print({ arms: [ja], seed: '8', ...small }),
        'saved',
      );
      const listed = async () => (await connected.client.gallery.list({ search: '８' })).ids;
      assert.ok((await listed()).includes(picture.id));
      assert.deepEqual(await connected.client.gallery.remove({ ids: [picture.id] }), {
        ids: [picture.id],
      });
      assert.ok(!(await listed()).includes(picture.id));
      await connected.client.gallery.restore({ ids: [picture.id, 'unknown'] });
      assert.ok((await listed()).includes(picture.id));
    });

    test('expected failures keep their code and data', async () => {
      const broken = join(connected.folder, '壊れた');
      mkdirSync(broken, { recursive: true });
      writeFileSync(join(broken, 'model_index.json'), '{');
      const run = async (arm: GenerationRequestInput['arms'][number]) =>
        connected.print({ arms: [arm] });
      assert.deepEqual(await failureOf(run({ ...ja, modelId: 'モデル' })), {
        code: 'MODEL_NOT_FOUND',
        data: { modelId: 'モデル' },
      });
      assert.deepEqual(await failureOf(connected.client.comparisons.get({ id: 'x' })), {
        code: 'COMPARISON_NOT_FOUND',
        data: { comparisonId: 'x' },
      });
      assert.deepEqual(await failureOf(connected.client.prompts.remove({ id: 'x' })), {
        code: 'PROMPT_NOT_FOUND',
        data: { promptId: 'x' },
      });
      assert.deepEqual(await failureOf(connected.client.generation.cancel({ jobId: 'x' })), {
        code: 'JOB_NOT_FOUND',
        data: { jobId: 'x' },
      });
      const unreadable = await failureOf(
        importedBy(connected.client.models.import({ path: broken })),
      );
      assert.equal(unreadable.code, 'MODEL_UNREADABLE');
      assert.equal((unreadable.data as { path: string }).path, broken);
    });

    test('tells of the machine and the folder', async () => {
      const info = await connected.client.system.info();
      assert.equal(info.version, '0.0.0-test');
      assert.equal(info.dataFolder, join(connected.folder, 'data'));
      assert.equal(info.health.database, 'ok');
      assert.ok(info.devices.length > 0);
    });
  });
}

function byArm(one: { arm: string }, other: { arm: string }): number {
  return one.arm < other.arm ? -1 : 1;
}
