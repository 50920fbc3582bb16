import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { DiffusersModel } from '../../../native-models/checkpoints/diffusers-model.ts';
import { describeModel } from '../../../native-models/checkpoints/describe-model.ts';
import { readModel } from '../../../native-models/checkpoints/read-model.ts';
import {
  readTextEncoderConfig,
  readUnetConfig,
  readVaeConfig,
} from '../../../native-models/checkpoints/read-model-config.ts';
import type { TensorEntry } from '../../../native-models/checkpoints/tensor-entry.ts';
import { assertRejected } from '../../helpers/checkpoint-rejects.ts';
import { type TensorToWrite } from '../../helpers/safetensors-file.ts';
import {
  asSingleFile,
  compVisUnetName,
  singleFileConfigs,
  singleFileTensors,
} from '../../helpers/single-file-model.ts';
import { writeTo } from '../../helpers/temporary-folder.ts';
import { encodeTorchZip } from '../../helpers/torch-zip-file.ts';
import { folder, scalar, tensors, whole, writeSingleFile } from './single-files.ts';

test('reads a whole model and tells its configuration from its shapes', async () => {
  const model = await readModel(await writeSingleFile(whole, '猫.safetensors'));
  assert.equal(model.path, join(folder, '猫.safetensors'));
  assert.deepEqual(
    [model.textEncoder.config, model.unet.config, model.vae.config],
    [
      readTextEncoderConfig('', singleFileConfigs.text_encoder),
      readUnetConfig('', singleFileConfigs.unet),
      readVaeConfig('', singleFileConfigs.vae),
    ],
  );
  await assertHolds(model, tensors);
  assert.deepEqual(model.warnings, []);
  assert.equal(model.tokenizer.kind, 'clip');
  assert.equal(model.schedulerConfig['beta_schedule'], 'scaled_linear');
  const summary = await describeModel(model);
  assert.deepEqual(
    [summary.name.ja, summary.arm, summary.nativeSize, summary.predictionType],
    ['猫', 'en', 512, 'epsilon'],
  );
});

test('reads the same from a PyTorch file, among training state', async () => {
  const training = ['betas', 'model_ema.decay', 'loss.logvar'].map(scalar);
  const bytes = encodeTorchZip([...training, ...whole], { wrapped: true });
  const model = await readModel(await writeTo(folder, 'model.ckpt', bytes));
  await assertHolds(model, tensors);
  assert.deepEqual(model.warnings, []);
});

test('reads text encoders without text_model. before their names', async () => {
  const bare = whole.map((tensor) => ({
    ...tensor,
    name: tensor.name.replace('transformer.text_model.', 'transformer.'),
  }));
  await assertHolds(await readModel(await writeSingleFile(bare)), tensors);
});

test('takes averaged weights where they are asked for, and only then', async () => {
  const averages = singleFileTensors().unet.map((tensor): TensorToWrite => ({
    ...tensor,
    name: `model_ema.${`diffusion_model.${compVisUnetName(tensor.name)}`.replaceAll('.', '')}`,
    data: Buffer.alloc(tensor.data?.byteLength ?? 0, 7),
  }));
  const file = await writeSingleFile([...whole, ...averages, scalar('model_ema.decay')]);
  await assertHolds(await readModel(file), tensors);
  const averaged = await readModel(file, { ema: true });
  const unet = averages.map((tensor, index) => ({
    ...tensor,
    name: tensors.unet[index]?.name ?? '',
  }));
  await assertHolds(averaged, { ...tensors, unet });
  const without = await assertRejected(
    readModel(await writeSingleFile(whole), { ema: true }),
    'state-dict-mismatch',
  );
  assert.equal((without.data['missing'] as string[]).length, tensors.unet.length);
});

test('sees in the weights alone that a UNet takes guidance', async () => {
  const guided = singleFileTensors({ unet: { time_cond_proj_dim: 16 } });
  const model = await readModel(await writeSingleFile(asSingleFile(guided)));
  assert.equal(model.unet.config.timeCondProjDim, 16);
  await assertHolds(model, guided);
});

test('names what is missing from a network, and warns of what nothing reads', async () => {
  const gap = whole.filter(({ name }) => !name.endsWith('time_embed.2.bias'));
  const error = await assertRejected(readModel(await writeSingleFile(gap)), 'state-dict-mismatch');
  assert.deepEqual(error.data['missing'], ['time_embedding.linear_2.bias']);
  const extra = [...whole, scalar('model.diffusion_model.input_blocks.0.0.extra')];
  const { warnings } = await readModel(await writeSingleFile(extra));
  assert.deepEqual(
    warnings.map(({ component, names }) => [component, names]),
    [['unet', ['conv_in.extra']]],
  );
});

test('refuses a file without one of the networks, unless it is given', async () => {
  const without = (prefix: string) => whole.filter(({ name }) => !name.startsWith(prefix));
  const error = await assertRejected(
    readModel(await writeSingleFile(without('first_stage_model.'))),
    'part-missing',
  );
  assert.deepEqual(error.data['missing'], ['vae']);
  const only = await assertRejected(
    readModel(await writeSingleFile(without('model.'), 'parts.ckpt')),
    'part-missing',
  );
  assert.deepEqual(only.data['missing'], ['unet']);

  const file = await writeSingleFile(without('first_stage_model.'));
  const forms: readonly TensorToWrite[][] = [
    // As in vae-ft-mse-840000-ema-pruned: the original names without a prefix, and its training's loss.
    [
      ...whole
        .filter(({ name }) => name.startsWith('first_stage_model.'))
        .map((tensor) => ({ ...tensor, name: tensor.name.replace('first_stage_model.', '') })),
      scalar('loss.logvar'),
    ],
    [...tensors.vae],
  ];
  for (const form of forms) {
    const vae = await writeSingleFile(form, 'vae.safetensors');
    const model = await readModel(file, { parts: { vae } });
    await assertHolds(model, tensors);
    assert.deepEqual(model.warnings, []);
    assert.equal(model.vae.tensors.values().next().value?.file, vae);
  }
  const another = await writeSingleFile(tensors.unet, 'unet.safetensors');
  await assertRejected(readModel(file, { parts: { vae: another } }), 'part-missing');
});

test('takes text encoder and UNet from files of their own', async () => {
  const vae = await writeSingleFile(tensors.vae, 'vae.safetensors');
  const text = await writeSingleFile(
    tensors.text_encoder.map((tensor) => ({
      ...tensor,
      name: tensor.name.replace('text_model.', ''),
    })),
    'text.safetensors',
  );
  const unet = await writeSingleFile(
    whole
      .filter(({ name }) => name.startsWith('model.'))
      .map((tensor) => ({ ...tensor, name: tensor.name.replace('model.diffusion_model.', '') })),
    'unet.safetensors',
  );
  const model = await readModel(unet, { parts: { vae, textEncoder: text } });
  await assertHolds(model, tensors);
});

test('needs the tokenizer of a text encoder for another vocabulary than CLIP’s', async () => {
  const japanese = singleFileTensors({ text_encoder: { vocab_size: 32_000 } });
  const file = await writeSingleFile(asSingleFile(japanese), 'fine-tune.safetensors');
  const error = await assertRejected(readModel(file), 'tokenizer-needed');
  assert.equal(error.data['vocabulary'], 32_000);
  assert.match(error.message, /spiece\.model/);

  await writeTo(folder, 'tokenizer/spiece.model', 'pieces');
  await writeTo(folder, 'tokenizer/tokenizer_config.json', '{"tokenizer_class":"T5Tokenizer"}');
  const tokenizer = join(folder, 'tokenizer');
  const model = await readModel(file, { parts: { tokenizer } });
  assert.deepEqual(model.tokenizer, {
    kind: 'sentencepiece',
    model: join(tokenizer, 'spiece.model'),
    config: { tokenizer_class: 'T5Tokenizer' },
    specialTokens: {},
  });
  assert.equal(model.pipelineClass, 'JapaneseStableDiffusionPipeline');
  assert.equal((await describeModel(model)).arm, 'ja');
  const empty = await assertRejected(
    readModel(file, { parts: { tokenizer: folder } }),
    'folder-incomplete',
  );
  assert.match(empty.message, /no tokenizer/);
});

test('needs configurations for other sizes than Stable Diffusion 1.x has', async () => {
  const odd = singleFileTensors({
    unet: { block_out_channels: [48, 48, 64, 64], norm_num_groups: 16 },
  });
  const file = await writeSingleFile(asSingleFile(odd));
  const error = await assertRejected(readModel(file), 'config-needed');
  assert.deepEqual(error.data['problems'], [
    'unet: 48 is no multiple of 32',
    'unet: 48 is no multiple of 32',
  ]);
  const unet = { ...singleFileConfigs.unet, block_out_channels: [48, 48, 64, 64] };
  await writeTo(
    folder,
    'config/unet/config.json',
    JSON.stringify({ ...unet, norm_num_groups: 16 }),
  );
  const scheduler = { _class_name: 'DDIMScheduler', beta_end: 0.02 };
  await writeTo(folder, 'config/scheduler/scheduler_config.json', JSON.stringify(scheduler));
  const model = await readModel(file, { parts: { config: join(folder, 'config') } });
  assert.equal(model.unet.config.normNumGroups, 16);
  assert.deepEqual(model.schedulerConfig, scheduler);
  await assertHolds(model, odd);
  const nowhere = readModel(file, { parts: { config: join(folder, 'tokenizer') } });
  await assertRejected(nowhere, 'folder-incomplete');
});

test('tells an inpainting UNet by its nine channels', async () => {
  const inpainting = singleFileTensors({ unet: { in_channels: 9 } });
  const model = await readModel(await writeSingleFile(asSingleFile(inpainting)));
  assert.equal((await describeModel(model)).isInpainting, true);
});

test('survives absurd numbers in names', async () => {
  const absurd = [
    'model.diffusion_model.input_blocks.99999999999999999999.0.op.weight',
    'model.diffusion_model.output_blocks.4000000000.1.x',
    'first_stage_model.decoder.up.999.block.0.conv1.weight',
    'cond_stage_model.transformer.text_model.encoder.layers.99999999.x',
  ];
  for (const name of absurd) {
    const reading = readModel(await writeSingleFile([...whole, scalar(name)]));
    await reading.catch((error: unknown) => {
      assert.equal((error as { code?: string }).code, 'state-dict-mismatch', String(error));
    });
  }
});

/** Every tensor of the model has the bytes and, but for the VAE's convolutions, the shape that was written. */
async function assertHolds(model: DiffusersModel, expected: typeof tensors): Promise<void> {
  const parts = [
    [model.textEncoder, expected.text_encoder],
    [model.unet, expected.unet],
    [model.vae, expected.vae],
  ] as const;
  const files = new Map<string, Buffer>();
  for (const [{ tensors: read }, written] of parts) {
    assert.deepEqual([...read.keys()].toSorted(), written.map(({ name }) => name).toSorted());
    for (const { name, shape, data } of written) {
      const entry = read.get(name) as TensorEntry;
      assert.deepEqual(entry.shape, shape, name);
      const bytes = files.get(entry.file) ?? (await readFile(entry.file));
      files.set(entry.file, bytes);
      const stored = bytes.subarray(entry.offset, entry.offset + entry.byteLength);
      assert.ok(stored.equals(data ?? Buffer.alloc(0)), name);
    }
  }
}
