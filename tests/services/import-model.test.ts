import assert from 'node:assert/strict';
import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import type { ImportEvent } from '../../electron/api/contract/models.ts';
import { generationRequestSchema } from '../../electron/api/contract/generation.ts';
import type { Studio } from '../../electron/services/studio.ts';
import { StudioError } from '../../electron/services/studio-error.ts';
import { makeTextEncoderBrainFloats } from '../helpers/brain-floats.ts';
import { importedBy } from '../helpers/import-model.ts';
import {
  collectEvents,
  openBareStudio,
  resources,
  savedPictures,
} from '../helpers/open-test-studio.ts';
import { referencePath, skipWithoutReference } from '../helpers/reference.ts';
import { encodeSafetensors } from '../helpers/safetensors-file.ts';
import { asSingleFile, singleFileTensors } from '../helpers/single-file-model.ts';
import { copyModel } from '../helpers/small-models.ts';
import { temporaryFolder, writeTo } from '../helpers/temporary-folder.ts';

const demoModel = join(resources, 'demo-models', 'en');

interface OpenStudio {
  readonly studio: Studio;
  readonly library: string;
  readonly data: string;
  readonly problems: string[];
}

async function open(t: TestContext, data = join(temporaryFolder(), 'データ')): Promise<OpenStudio> {
  const opened = await openBareStudio(t, { data });
  return { ...opened, data, library: join(data, 'models') };
}

/** A copy of a demo model whose text encoder has to be rewritten. */
async function brainFloatModel(): Promise<string> {
  const folder = copyModel(demoModel, join(temporaryFolder(), 'bfloat16'));
  await makeTextEncoderBrainFloats(folder);
  return folder;
}

const print = async (studio: Studio, modelId: string): Promise<number> => {
  const arm = { kind: 'en' as const, modelId, prompt: 'cat', negativePrompt: '' };
  const size = { width: 64, height: 64, steps: 2 };
  const request = generationRequestSchema.parse({ arms: [arm], seed: '1', ...size });
  return savedPictures(await collectEvents(studio.generation.run(request))).length;
};

const filesIn = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : []);

test('a single file is taken in where it lies, with what its shapes say', async (t) => {
  const { studio, library } = await open(t);
  const folder = temporaryFolder();
  const bytes = encodeSafetensors(asSingleFile(singleFileTensors({ unet: { in_channels: 9 } })));
  const path = await writeTo(folder, 'アニメ.inpainting.safetensors', bytes);
  const model = await importedBy(studio.models.import({ path, predictionType: 'v_prediction' }));
  assert.deepEqual(
    [model.path, model.name.ja, model.arm, model.state, model.isInpainting, model.predictionType],
    [path, 'アニメ.inpainting', 'en', 'ready', true, 'v_prediction'],
  );
  assert.deepEqual(model.options, { predictionType: 'v_prediction' });
  assert.deepEqual(
    [readdirSync(folder), filesIn(library)],
    [['アニメ.inpainting.safetensors'], []],
  );
  rmSync(path);
  assert.equal((await studio.models.list()).find(({ id }) => id === model.id)?.state, 'missing');
});

test(
  'the same weights are the same model in a folder and in a single file',
  skipWithoutReference,
  async (t) => {
    const { studio } = await open(t);
    const folder = referencePath('models', 'tiny-sd');
    const path = referencePath('models', 'tiny-sd-single', 'tiny-sd.ckpt');
    const whole = await importedBy(studio.models.import({ path: folder }));
    const single = await importedBy(studio.models.import({ path, parts: { config: folder } }));
    assert.equal(single.fingerprint, whole.fingerprint);
    assert.notEqual(single.id, whole.id);
    assert.equal(await print(studio, single.id), 1);
    const [tokens] = await studio.tokens.inspect({ text: 'cat', modelIds: [single.id] });
    assert.equal(tokens?.tokenizer, 'clip');
  },
);

test('what a single file is instead, or lacks, is said by a reason', async (t) => {
  const { studio } = await open(t);
  const folder = temporaryFolder();
  const japanese = singleFileTensors({ text_encoder: { vocab_size: 32_000 } });
  const path = await writeTo(folder, 'ja.safetensors', encodeSafetensors(asSingleFile(japanese)));
  const refused = async (request: Parameters<Studio['models']['import']>[0]) => {
    const error: unknown = await importedBy(studio.models.import(request)).catch((cause) => cause);
    assert.ok(error instanceof StudioError && error.code === 'MODEL_UNREADABLE', String(error));
    return error.data as StudioError<'MODEL_UNREADABLE'>['data'];
  };
  assert.equal((await refused({ path })).reason, 'tokenizer-needed');
  const lora = await writeTo(
    folder,
    'lora.safetensors',
    encodeSafetensors([{ name: 'lora_unet_x.lora_up.weight', dtype: 'F32', shape: [1] }]),
  );
  const { reason, architecture } = await refused({ path: lora });
  assert.deepEqual([reason, architecture], ['other-architecture', 'LoRA']);

  const tokenizer = join(resources, 'demo-models', 'ja-stage1', 'tokenizer');
  const model = await importedBy(studio.models.import({ path, parts: { tokenizer } }));
  assert.deepEqual([model.arm, model.tokenizer], ['ja', 'sentencepiece']);
  assert.deepEqual(model.options, { parts: { tokenizer } });
});

test('weights that cannot be used in place are rewritten once, with progress, and go with the model', async (t) => {
  const { studio, library, data } = await open(t);
  const folder = await brainFloatModel();
  const before = readdirSync(folder, { recursive: true }).toSorted();
  const events: ImportEvent[] = [];
  for await (const event of studio.models.import({ path: folder })) events.push(event);
  const last = events.at(-1);
  const steps = events.filter((event) => event.type === 'rewriting');
  assert.ok(last?.type === 'imported' && steps.length > 0);
  assert.equal(steps.at(-1)?.bytesDone, steps.at(-1)?.bytesTotal);
  const { model } = last;
  const [file = ''] = filesIn(library);
  assert.match(file, /\.safetensors$/);
  assert.equal(statSync(join(library, file)).size, model.rewrittenBytes);
  assert.deepEqual(readdirSync(folder, { recursive: true }).toSorted(), before);
  assert.equal(await print(studio, model.id), 1);

  const again = await importedBy(studio.models.import({ path: folder }));
  assert.equal(again.id, model.id);
  assert.equal(again.fingerprint, model.fingerprint);
  const [renewed = ''] = filesIn(library);
  assert.notEqual(renewed, file);
  assert.equal(filesIn(library).length, 1);

  rmSync(join(library, renewed));
  assert.equal((await studio.models.list()).find(({ id }) => id === model.id)?.state, 'missing');
  await assert.rejects(print(studio, model.id), { code: 'MODEL_UNREADABLE' });
  await importedBy(studio.models.import({ path: folder }));
  await studio.close();

  // A crash may leave a file half-written, or one whose row was never there.
  writeFileSync(join(library, '01kb0cvt0gq9qf2y.safetensors.part'), 'x');
  writeFileSync(join(library, '01kb0cvt0gq9qf2y.safetensors'), 'x');
  const reopened = await open(t, data);
  assert.equal(filesIn(library).length, 1);
  assert.equal(await print(reopened.studio, model.id), 1);
  await reopened.studio.models.remove({ id: model.id });
  assert.deepEqual(filesIn(library), []);
  assert.deepEqual(readdirSync(folder, { recursive: true }).toSorted(), before);
});

test('an import that is stopped, or ended early, leaves everything as it was', async (t) => {
  const { studio, library } = await open(t);
  const folder = await brainFloatModel();
  const models = await studio.models.list();
  for await (const event of studio.models.import({ path: folder })) {
    assert.equal(event.type, 'rewriting');
    break;
  }
  const controller = new AbortController();
  const stopped = (async () => {
    for await (const { type } of studio.models.import({ path: folder }, controller)) {
      assert.equal(type, 'rewriting');
      controller.abort(new Error('stopped'));
    }
  })();
  await assert.rejects(stopped, { message: 'stopped' });
  assert.deepEqual(filesIn(library), []);
  assert.deepEqual(await studio.models.list(), models);
});

test('two imports at once do not tidy each other away', async (t) => {
  const { studio, library } = await open(t);
  const [one, other] = [await brainFloatModel(), await brainFloatModel()];
  const first = studio.models.import({ path: one });
  assert.equal((await first.next()).value?.type, 'rewriting');
  await importedBy(studio.models.import({ path: other }));
  await importedBy(first);
  assert.equal(filesIn(library).length, 2);
});

test('where rewritten weights cannot be written, nothing is kept and the place is named', async (t) => {
  const { studio, library, problems } = await open(t);
  writeFileSync(library, 'a file has the folder’s name');
  const folder = await brainFloatModel();
  await assert.rejects(importedBy(studio.models.import({ path: folder })), (error) => {
    assert.ok(error instanceof StudioError && error.code === 'CANNOT_REWRITE', String(error));
    const data = error.data as StudioError<'CANNOT_REWRITE'>['data'];
    assert.deepEqual([data.folder, data.reason], [library, 'EEXIST']);
    assert.ok(data.neededBytes > 0);
    return true;
  });
  assert.equal((await studio.models.list()).length, 4);
  assert.match(problems.join(), /cannot be tidied/);
});
