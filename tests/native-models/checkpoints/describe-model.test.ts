import assert from 'node:assert/strict';
import { cp, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { describeModel } from '../../../native-models/checkpoints/describe-model.ts';
import { readDiffusersFolder } from '../../../native-models/checkpoints/diffusers-folder.ts';
import { fingerprintModel } from '../../../native-models/checkpoints/fingerprint-model.ts';
import { encodeSafetensors } from '../../helpers/safetensors-file.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
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
const fingerprintOf = async (changes?: FileChanges): Promise<string> => {
  models += 1;
  const root = await writeTinyModel(folder, `print-${models}`, changes);
  return await fingerprintModel(await readDiffusersFolder(root));
};

test('summarises a model', async () => {
  const root = await writeTinyModel(folder, 'a-model');
  const summary = await describeModel(await readDiffusersFolder(root));
  const tensors = tinyTensors();
  const count = (list: (typeof tensors)['unet']): number =>
    list.reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1), 0);
  const files = [
    'text_encoder/model.safetensors',
    'unet/diffusion_pytorch_model.safetensors',
    'vae/diffusion_pytorch_model.safetensors',
  ];
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(root, file))).size));
  const { fingerprint, ...rest } = summary;
  assert.match(fingerprint, /^[0-9a-f]{64}$/);
  assert.deepEqual(rest, {
    name: { ja: 'a-model', en: 'a-model' },
    arm: 'en',
    tokenizer: 'clip',
    isInpainting: false,
    takesGuidance: false,
    predictionType: 'epsilon',
    parameters: {
      textEncoder: count(tensors.text_encoder),
      unet: count(tensors.unet),
      vae: count(tensors.vae),
    },
    dtypes: ['F32'],
    bytes: sizes.reduce((sum, size) => sum + size, 0),
    nativeSize: 64,
    licence: null,
  });
});

test('takes a SentencePiece tokenizer for the Japanese arm, unless nishiki.json says otherwise', async () => {
  const pieces: FileChanges = {
    'model_index.json': { ...tinyModelIndex, tokenizer: ['transformers', 'T5Tokenizer'] },
    'tokenizer/spiece.model': 'pieces',
  };
  const describe = async (name: string, changes: FileChanges) =>
    await describeModel(await readDiffusersFolder(await writeTinyModel(folder, name, changes)));
  const guessed = await describe('guessed', pieces);
  assert.deepEqual([guessed.arm, guessed.tokenizer], ['ja', 'sentencepiece']);
  const overlay = { arm: 'ja-stage1', name: { ja: '名', en: 'Name' } };
  const said = await describe('said', { ...pieces, 'nishiki.json': overlay });
  assert.deepEqual([said.arm, said.name], ['ja-stage1', { ja: '名', en: 'Name' }]);
});

test('has no native size where the config does not say', async () => {
  const root = await writeTinyModel(folder, 'sizeless', {
    'unet/config.json': { ...tinyConfigs.unet, sample_size: undefined },
  });
  assert.equal((await describeModel(await readDiffusersFolder(root))).nativeSize, null);
});

test('names the types of the weights, the heaviest first', async () => {
  const { unet } = tinyTensors();
  const root = await writeTinyModel(folder, 'mixed', {
    'unet/diffusion_pytorch_model.safetensors': encodeSafetensors(
      unet.map(({ name, shape }) => ({ name, shape, dtype: 'F16' })),
    ),
  });
  const { dtypes } = await describeModel(await readDiffusersFolder(root));
  assert.deepEqual(dtypes, ['F16', 'F32']);
});

test('a fingerprint survives moving, and another container', async () => {
  const first = await fingerprintOf();
  const moved = join(folder, 'moved');
  await cp(join(folder, 'print-1'), moved, { recursive: true });
  assert.equal(await fingerprintModel(await readDiffusersFolder(moved)), first);
  const { unet } = tinyTensors();
  const torch = await fingerprintOf({
    'unet/diffusion_pytorch_model.safetensors': null,
    'unet/diffusion_pytorch_model.bin': encodeTorchZip(unet.toReversed()),
  });
  assert.equal(torch, first);
  const described = await fingerprintOf({ 'README.md': 'text', 'nishiki.json': { arm: 'ja' } });
  assert.equal(described, first);
});

test('a fingerprint changes with weights of the same size, configuration, prediction, vocabulary', async () => {
  const prints = [
    await fingerprintOf(),
    await fingerprintOf({
      'unet/diffusion_pytorch_model.safetensors': encodeSafetensors(tinyTensors(5).unet),
    }),
    await fingerprintOf({
      'vae/diffusion_pytorch_model.safetensors': encodeSafetensors(tinyTensors(5).vae),
    }),
    await fingerprintOf({ 'unet/config.json': { ...tinyConfigs.unet, attention_head_dim: 4 } }),
    await fingerprintOf({ 'scheduler/scheduler_config.json': { prediction_type: 'v_prediction' } }),
    await fingerprintOf({ 'tokenizer/vocab.json': { b: 0 } }),
    await fingerprintOf({ 'tokenizer/merges.txt': '#version: 0.2\na b\n' }),
  ];
  assert.equal(new Set(prints).size, prints.length);
});
