import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cpSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { Arm } from '../../electron/api/contract/arm.ts';
import { generationRequestSchema } from '../../electron/api/contract/generation.ts';
import { takeKnownTags } from '../../electron/api/contract/lora-tags.ts';
import { openDatabase } from '../../electron/database/open-database.ts';
import { createTables } from '../../electron/database/tables.ts';
import { createAdditionsService } from '../../electron/services/additions.ts';
import type { AdditionsOptions, AdditionsService } from '../../electron/services/additions.ts';
import { StudioError } from '../../electron/services/studio-error.ts';
import { sdV1Networks } from '../../native-models/checkpoints/sd-v1-networks.ts';
import {
  collectEvents,
  openBareStudio,
  resources,
  savedPictures,
} from '../helpers/open-test-studio.ts';
import { encodeSafetensors } from '../helpers/safetensors-file.ts';
import { temporaryFolder, writeTo } from '../helpers/temporary-folder.ts';
import { embeddingBytes } from '../helpers/write-embedding.ts';
import { writeLora } from '../helpers/write-lora.ts';

const demo = join(resources, 'demo-models', 'en');

async function openLibrary(t: TestContext) {
  const data = join(temporaryFolder(), 'データ');
  const { studio } = await openBareStudio(t, { data });
  return { studio, data, folder: temporaryFolder() };
}

/** A tensor of zeros. */
function zeros(name: string, shape: readonly number[]) {
  const length = shape.reduce((product, size) => product * size, 1);
  return { name, dtype: 'F32', shape, data: Buffer.alloc(4 * length) } as const;
}

const refused = (code: string, reason?: string) => (error: unknown) => {
  assert.ok(error instanceof StudioError, String(error));
  assert.equal(error.code, code);
  if (reason !== undefined) assert.equal((error.data as { reason?: string }).reason, reason);
  return true;
};

/** The library once every file in it has been read through, which closing waits for in turn. */
async function readThrough(studio: { additions: Pick<AdditionsService, 'list'> }) {
  for (;;) {
    const all = await studio.additions.list();
    if (all.every(({ sha256 }) => sha256 !== null)) return all;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test('a LoRA is noted where it lies, read through, renamed, followed, and forgotten', async (t) => {
  const { studio, data, folder } = await openLibrary(t);
  const path = await writeLora(demo, folder, '墨');
  const added = await studio.additions.add({ path });
  const { id } = added;
  assert.deepEqual([added.kind, added.name, added.state], ['lora', '墨', 'ready']);
  assert.equal((await studio.additions.add({ path })).id, id, 'once');
  const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex');
  assert.equal((await readThrough(studio))[0]?.sha256, sha256);

  await studio.additions.change({ id, name: '墨絵', notes: '0.6 がよい' });
  await studio.close();
  const { studio: again } = await openBareStudio(t, { data });
  const [kept] = await again.additions.list();
  assert.deepEqual([kept?.name, kept?.notes, kept?.sha256], ['墨絵', '0.6 がよい', sha256]);

  const moved = join(folder, 'moved.safetensors');
  renameSync(path, moved);
  assert.equal((await again.additions.list())[0]?.state, 'missing');
  const other = await writeTo(
    folder,
    'other.safetensors',
    encodeSafetensors([
      zeros('lora_unet_conv_in.lora_down.weight', [1, 4, 3, 3]),
      zeros('lora_unet_conv_in.lora_up.weight', [96, 1, 1, 1]),
    ]),
  );
  await assert.rejects(
    again.additions.relink({ id, path: other }),
    (error: unknown) => error instanceof StudioError && error.code === 'MODEL_UNREADABLE',
  );
  // One that would fit as well, and is another.
  const bytes = readFileSync(moved);
  bytes[bytes.length - 1]! ^= 1;
  const twin = await writeTo(folder, 'twin.safetensors', bytes);
  await assert.rejects(
    again.additions.relink({ id, path: twin }),
    refused('MODEL_UNREADABLE', 'other-weights'),
  );
  assert.equal((await again.additions.relink({ id, path: moved })).state, 'ready');
  const [whole] = await again.additions.list();
  await again.additions.remove({ id });
  assert.deepEqual(await again.additions.list(), []);
  assert.deepEqual(await again.additions.restore({ id }), whole);
  assert.deepEqual(await again.additions.list(), [whole]);
  await assert.rejects(again.additions.restore({ id }), refused('ADDITION_NOT_FOUND'));
  await again.additions.remove({ id });
  await again.additions.add({ path: moved });
  await assert.rejects(again.additions.restore({ id }), refused('ADDITION_NAME_TAKEN'));
  assert.ok(readFileSync(moved).length > 0, 'the file stays');
});

/** A LoRA that fits Stable Diffusion 1.x, of one value everywhere. */
async function writePublished(folder: string, name: string, value: number): Promise<string> {
  const module = 'lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn2_to_k';
  const tensors = [
    zeros(`${module}.lora_down.weight`, [4, 768]),
    zeros(`${module}.lora_up.weight`, [320, 4]),
  ];
  for (const { data } of tensors)
    new Float32Array(data.buffer, data.byteOffset, data.length / 4).fill(value);
  return await writeTo(folder, `${name}.safetensors`, encodeSafetensors(tensors));
}

/** The library by itself, without models. */
function openAdditions(t: TestContext, isBusy: () => boolean = () => false) {
  const folder = temporaryFolder();
  const database = openDatabase(join(folder, 'nishiki.db'));
  t.after(() => database.close());
  const additions = createAdditionsService({
    tables: createTables(database),
    models: { list: async () => [] } as unknown as AdditionsOptions['models'],
    dataFolder: folder,
    clock: () => new Date(0),
    isBusy,
    onProblem: (message) => assert.fail(message),
  });
  t.after(() => additions.close());
  return { additions, folder };
}

test('a file that is followed elsewhere while it waits to be read through is known by what is there', async (t) => {
  let isBusy = true;
  const { additions, folder } = openAdditions(t, () => isBusy);
  const [first, second, last] = [
    await writePublished(folder, 'first', 0),
    await writePublished(folder, 'second', 1),
    await writePublished(folder, 'last', 2),
  ];
  const { id } = await additions.add({ path: first });
  await additions.relink({ id, path: second });
  await additions.add({ path: last });
  isBusy = false;
  // They are read one after the other.
  const known = await readThrough({ additions });
  const sha256 = createHash('sha256').update(readFileSync(second)).digest('hex');
  assert.equal(known.find((one) => one.id === id)?.sha256, sha256);
});

test('names are one of a kind: a second file is given a number, a taken name refused', async (t) => {
  const { studio, folder } = await openLibrary(t);
  const [first, second] = ['a', 'b'].map((name) => join(folder, name));
  await studio.additions.add({ path: await writeLora(demo, first ?? '', '墨') });
  const other = await studio.additions.add({ path: await writeLora(demo, second ?? '', '墨') });
  assert.equal(other.name, '墨 2');
  await assert.rejects(
    studio.additions.change({ id: other.id, name: ' 墨' }),
    refused('ADDITION_NAME_TAKEN'),
  );
  await assert.rejects(
    studio.additions.change({ id: 'nobody', name: 'x' }),
    refused('ADDITION_NOT_FOUND'),
  );
  const tag = await studio.additions.add({ path: await writeLora(demo, folder, '<a:b>') });
  assert.equal(tag.name, 'a b', 'a tag could not name it otherwise');
});

test('what fits Stable Diffusion 1.x or a model here is taken, everything else refused by its name', async (t) => {
  const { studio, folder } = await openLibrary(t);
  const own = await studio.additions.add({ path: await writeLora(demo, folder, 'own') });
  const { modelIds } = await studio.additions.fits({ id: own.id });
  const models = await studio.models.list();
  assert.ok(modelIds.includes(models.find(({ arm }) => arm === 'en')?.id ?? ''));

  const name = 'down_blocks.0.attentions.0.transformer_blocks.0.attn2.to_k.weight';
  const [outputs = 0, inputs = 0] = sdV1Networks().unet.get(name)?.shape ?? [];
  assert.deepEqual([outputs, inputs], [320, 768]);
  const module = 'lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn2_to_k';
  const published = await writeTo(
    folder,
    'published.safetensors',
    encodeSafetensors([
      zeros(`${module}.lora_down.weight`, [4, inputs]),
      zeros(`${module}.lora_up.weight`, [outputs, 4]),
    ]),
  );
  const { id } = await studio.additions.add({ path: published });
  assert.deepEqual(await studio.additions.fits({ id }), { modelIds: [] }, 'the demo is smaller');

  writeFileSync(join(folder, 'word.safetensors'), embeddingBytes(2, 768));
  const word = await studio.additions.add({ path: join(folder, 'word.safetensors') });
  assert.equal(word.kind, 'embedding');
  const xl = await writeTo(
    folder,
    'xl.safetensors',
    encodeSafetensors([
      zeros('lora_te2_text_model_encoder_layers_0_mlp_fc1.lora_down.weight', [4, 8]),
      zeros('lora_te2_text_model_encoder_layers_0_mlp_fc1.lora_up.weight', [8, 4]),
    ]),
  );
  await assert.rejects(studio.additions.add({ path: xl }), (error: unknown) => {
    assert.ok(error instanceof StudioError && error.code === 'MODEL_UNREADABLE');
    assert.match(error.message, /LoRA for Stable Diffusion XL/);
    return true;
  });
  const none = join(folder, 'none.safetensors');
  await assert.rejects(studio.additions.add({ path: none }), refused('MODEL_UNREADABLE'));
});

test('tags go with what separates them, and only those that are known', () => {
  const known = (name: string) => name === 'ink';
  assert.deepEqual(takeKnownTags('<lora:ink:0.8>, cat', known).text, 'cat');
  assert.deepEqual(takeKnownTags('猫、<lora:ink>、犬', known).text, '猫、犬');
  const mixed = takeKnownTags('\\{ <lora:ink:-1> ｛a｝ {<lora:ink:1>} <lora:x:1>', known);
  assert.equal(mixed.text, '\\{ ｛a｝ {<lora:ink:1>} <lora:x:1>');
  assert.deepEqual(
    mixed.tags.map(({ scale }) => scale),
    [-1],
  );
  assert.deepEqual(takeKnownTags('a  b', known), { text: 'a  b', tags: [] });
  assert.equal(takeKnownTags('{a <lora:ink:1>', known, 'settled').text, '{a');
});

test('a VAE is noted as a folder or a file, and is what a model uses where nothing else is asked for', async (t) => {
  const { studio, folder } = await openLibrary(t);
  const place = join(folder, '柔らかい');
  cpSync(join(demo, 'vae'), place, { recursive: true });
  const weights = join(place, 'diffusion_pytorch_model.safetensors');
  // Another one than the model's own, which would draw the same.
  const bytes = readFileSync(weights);
  bytes[bytes.length - 1]! ^= 1;
  writeFileSync(weights, bytes);
  const added = await studio.additions.add({ path: place });
  assert.deepEqual([added.kind, added.name, added.bytes], ['vae', '柔らかい', bytes.length]);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  assert.equal((await readThrough(studio))[0]?.sha256, sha256);
  const models = await studio.models.list();
  const all = models.map(({ id }) => id).toSorted();
  assert.deepEqual((await studio.additions.fits(added)).modelIds.toSorted(), all);
  assert.deepEqual((await studio.additions.list())[0]?.kind, 'vae');
  // What a picture is made with is known without reading it again.
  const arm: Arm = { kind: 'en', modelId: 'demo-en', prompt: 'cat', negativePrompt: '' };
  const recipeOf = async (fields: Partial<Arm>) => {
    const request = { arms: [{ ...arm, ...fields }], width: 64, height: 64, steps: 1, count: 1 };
    const events = await collectEvents(
      studio.generation.run(generationRequestSchema.parse({ ...request, seed: '1' })),
    );
    return savedPictures(events)[0]?.recipe;
  };
  const named = { name: '柔らかい', sha256 };
  assert.equal((await recipeOf({}))?.vae, undefined);
  const changed = await studio.models.change({ id: 'demo-en', vaeId: added.id });
  assert.equal(changed.vaeId, added.id);
  assert.deepEqual((await recipeOf({}))?.vae, named);
  assert.equal((await recipeOf({ vae: 'own' }))?.vae, undefined);
  const other = join(demo, 'vae');
  assert.equal((await recipeOf({ vae: other }))?.vae?.name, 'vae', 'what is asked for comes first');
  // Where it is gone from the library, the model has its own; brought back, it is used again.
  await studio.additions.remove({ id: added.id });
  assert.equal((await recipeOf({}))?.vae, undefined);
  await studio.additions.restore({ id: added.id });
  assert.deepEqual((await recipeOf({}))?.vae, named);

  const lora = await studio.additions.add({ path: await writeLora(demo, folder, '墨') });
  for (const vaeId of [lora.id, 'nothing']) {
    await assert.rejects(
      studio.models.change({ id: 'demo-en', vaeId }),
      refused('ADDITION_NOT_FOUND'),
    );
  }
  assert.equal((await studio.models.change({ id: 'demo-en', vaeId: null })).vaeId, null);
  assert.equal((await recipeOf({}))?.vae, undefined);
});

test('what is no VAE of Stable Diffusion 1.x is not taken for one', async (t) => {
  const { studio, folder } = await openLibrary(t);
  const half = async (name: string, first: string) =>
    await writeTo(folder, name, encodeSafetensors([zeros(first, [64, 4, 3, 3])]));
  const taesd = await studio.additions.add({ path: await half('taesd.safetensors', '1.weight') });
  assert.equal(taesd.kind, 'vae');
  const encoder = await half('encoder.safetensors', '0.weight');
  await assert.rejects(
    studio.additions.add({ path: encoder }),
    refused('MODEL_UNREADABLE', 'part-missing'),
  );
  const wide = await writeTo(
    folder,
    'wide.safetensors',
    encodeSafetensors([zeros('decoder.conv_in.weight', [512, 16, 3, 3])]),
  );
  await assert.rejects(studio.additions.add({ path: wide }), refused('MODEL_UNREADABLE'));
  await assert.rejects(studio.additions.add({ path: folder }), refused('MODEL_UNREADABLE'));
  await assert.rejects(studio.additions.add({ path: demo }), refused('MODEL_UNREADABLE'));
  await assert.rejects(
    studio.additions.add({ path: join(folder, 'nowhere') }),
    refused('MODEL_UNREADABLE', 'not-found'),
  );
  assert.equal((await studio.additions.list()).length, 1);
});
