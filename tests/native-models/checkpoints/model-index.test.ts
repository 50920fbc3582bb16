import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseModelIndex } from '../../../native-models/checkpoints/model-index.ts';
import { readDiffusersFolder } from '../../../native-models/checkpoints/diffusers-folder.ts';
import { assertRejected } from '../../helpers/checkpoint-rejects.ts';
import { tinyConfigs, tinyModelIndex, type FileChanges } from '../../helpers/tiny-model-folder.ts';
import { writeModel } from './tiny-models.ts';

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
    const root = await writeModel({ 'model_index.json': { ...tinyModelIndex, ...change } });
    await assertRejected(readDiffusersFolder(root), code as 'config-invalid');
  });
}

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
    const reading = readDiffusersFolder(await writeModel(changes));
    const error = await assertRejected(reading, 'other-architecture');
    assert.equal(error.data['architecture'], family);
  }
});

test('reads folders that were saved by other pipelines of the family', async () => {
  for (const name of [
    'StableDiffusionInpaintPipeline',
    'LatentConsistencyModelPipeline',
    'JapaneseStableDiffusionImg2ImgPipeline',
  ]) {
    const root = await writeModel({ 'model_index.json': { ...tinyModelIndex, _class_name: name } });
    assert.equal((await readDiffusersFolder(root)).pipelineClass, name);
  }
});

test('a pipeline class that is no text is none', () => {
  for (const className of [{ toString: 1 }, ['StableDiffusionPipeline'], 7, null]) {
    assert.throws(() => parseModelIndex('model_index.json', { _class_name: className }), {
      name: 'CheckpointError',
      code: 'unsupported-pipeline',
      data: { pipelineClass: '' },
    });
  }
});
