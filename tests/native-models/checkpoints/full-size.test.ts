import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import {
  renameCompVisUnet,
  renameCompVisVae,
} from '../../../native-models/checkpoints/compvis-names.ts';
import { describeModel } from '../../../native-models/checkpoints/describe-model.ts';
import {
  expectedTextEncoderTensors,
  expectedUnetTensors,
  expectedVaeTensors,
} from '../../../native-models/checkpoints/expected-tensors.ts';
import { readModel } from '../../../native-models/checkpoints/read-model.ts';
import {
  readTextEncoderConfig,
  readUnetConfig,
  readVaeConfig,
} from '../../../native-models/checkpoints/read-model-config.ts';
import { tensorsToRewrite } from '../../../native-models/checkpoints/rewritten-model.ts';
import { renameVaeTensors } from '../../../native-models/checkpoints/state-dict-names.ts';
import type { TensorDtype, TensorIndex } from '../../../native-models/checkpoints/tensor-entry.ts';
import { countBytesRead } from '../../helpers/count-reads.ts';
import { referencePath, skipWithoutReference } from '../../helpers/reference.ts';
import type { TensorToWrite } from '../../helpers/safetensors-file.ts';
import {
  writeSparseLegacy,
  writeSparseSafetensors,
  writeSparseTorchZip,
} from '../../helpers/sparse-files.ts';
import { temporaryFolder, writeTo } from '../../helpers/temporary-folder.ts';

interface Key {
  readonly key: string;
  readonly shape: readonly number[];
  readonly dtype: string;
}
const fullSize = (...parts: string[]): string => referencePath('models', 'full-size', ...parts);
const readJson = <Json>(...parts: string[]): Json =>
  JSON.parse(readFileSync(fullSize(...parts), 'utf8')) as Json;
const dtypes: Readonly<Record<string, TensorDtype>> = {
  float32: 'F32',
  int64: 'I64',
  int32: 'I32',
};
const keysOf = (name: string, weights: TensorDtype = 'F32'): TensorToWrite[] =>
  readJson<Key[]>('keys', name).map(({ key, shape, dtype }) => ({
    name: key,
    shape,
    dtype: dtype === 'float32' ? weights : (dtypes[dtype] ?? 'F32'),
  }));

describe('Stable Diffusion v1 at full size', skipWithoutReference, () => {
  const folder = temporaryFolder();

  test('every name of the original code has the name that diffusers gives it', () => {
    const pairs = readJson<{ readonly diffusers: string; readonly compvis: string }[]>(
      'keys',
      'name-map.diffusers-compvis.json',
    );
    const indexOf = (prefix: string): TensorIndex =>
      new Map(
        pairs
          .filter(({ compvis }) => compvis.startsWith(prefix))
          .map(({ compvis }) => {
            const name = compvis.slice(prefix.length);
            return [name, { name, dtype: 'F32', shape: [], file: '', offset: 0, byteLength: 4 }];
          }),
      );
    const renamed = new Map<string, string>();
    const note = (part: string, prefix: string, index: TensorIndex): void => {
      for (const [current, { name }] of index) renamed.set(prefix + name, `${part}/${current}`);
    };
    const unet = 'model.diffusion_model.';
    note('unet', unet, renameCompVisUnet('', indexOf(unet)));
    const vae = 'first_stage_model.';
    note('vae', vae, renameVaeTensors('', renameCompVisVae('', indexOf(vae))));
    const years: readonly (readonly [RegExp, string])[] = [
      [/\.query\./, '.to_q.'],
      [/\.key\./, '.to_k.'],
      [/\.value\./, '.to_v.'],
      [/\.proj_attn\./, '.to_out.0.'],
    ];
    let compared = 0;
    for (const { diffusers, compvis } of pairs) {
      if (!/^(?:unet|vae)\//.test(diffusers)) continue;
      const current = years.reduce((name, [old, now]) => name.replace(old, now), diffusers);
      assert.equal(renamed.get(compvis), current);
      compared += 1;
    }
    assert.equal(compared, 686 + 248);
  });

  const containers = [
    ['safetensors', 'model.safetensors', writeSparseSafetensors],
    ['a PyTorch zip', 'model.ckpt', writeSparseTorchZip],
    ['a PyTorch file from before 1.6', 'legacy.ckpt', writeSparseLegacy],
  ] as const;
  for (const [what, name, write] of containers) {
    test(`a single file of 7.7 GB as ${what} is ready after reading two megabytes`, async (t) => {
      const tensors = [...keysOf('compvis.single-file.json'), ...keysOf('compvis.ema.json')];
      const file = await write(join(folder, name), tensors);
      const { size, blocks } = await stat(file);
      assert.ok(size > 7.5e9);
      if (blocks * 512 > 1e9) t.diagnostic('this file system has no holes');

      const { result: model, bytes } = await countBytesRead(async () => {
        const read = await readModel(file);
        await describeModel(read);
        return read;
      });
      assert.ok(bytes < 2e6, `${bytes} bytes were read`);
      assert.equal(tensorsToRewrite(model).size, 0);
      const config = (part: string) =>
        readJson<Record<string, unknown>>('configs', part, 'config.json');
      const expected = {
        textEncoder: readTextEncoderConfig('', config('text_encoder')),
        unet: readUnetConfig('', config('unet')),
        vae: readVaeConfig('', config('vae')),
      };
      assert.deepEqual(model.textEncoder.config, expected.textEncoder);
      assert.deepEqual(model.unet.config, expected.unet);
      assert.deepEqual(model.vae.config, expected.vae);
      assert.deepEqual(
        [model.textEncoder, model.unet, model.vae].map((part) => part.tensors.size),
        [
          expectedTextEncoderTensors(expected.textEncoder).size,
          expectedUnetTensors(expected.unet).size,
          expectedVaeTensors(expected.vae).size,
        ],
      );
      assert.deepEqual(model.warnings, []);
      assert.deepEqual(
        [model.tokenizer.kind, model.pipelineClass],
        ['clip', 'StableDiffusionPipeline'],
      );
      const averaged = await readModel(file, { ema: true });
      const [first] = averaged.unet.tensors.values();
      assert.match(first?.name ?? '', /^model_ema\./);
    });
  }

  test('a half-precision inpainting model of 2 GB is told by its ninth channel', async () => {
    const tensors = keysOf('compvis.single-file.json', 'F16').map((tensor) =>
      tensor.name === 'model.diffusion_model.input_blocks.0.0.weight'
        ? { ...tensor, shape: [320, 9, 3, 3] }
        : tensor,
    );
    const file = await writeSparseSafetensors(join(folder, 'inpainting.safetensors'), tensors);
    const summary = await describeModel(await readModel(file));
    assert.deepEqual([summary.isInpainting, summary.dtypes], [true, ['F16']]);
  });

  test('Japanese Stable Diffusion as published is read as it lies', async () => {
    const root = join(folder, 'japanese-stable-diffusion');
    const json = async (name: string, value: object): Promise<void> => {
      await writeTo(root, name, JSON.stringify(value));
    };
    for (const part of ['text_encoder', 'unet', 'vae', 'scheduler', 'tokenizer']) {
      await mkdir(join(root, part), { recursive: true });
    }
    await json('model_index.json', {
      _class_name: 'JapaneseStableDiffusionPipeline',
      _diffusers_version: '0.2.4',
      feature_extractor: ['transformers', 'CLIPFeatureExtractor'],
      safety_checker: ['stable_diffusion', 'StableDiffusionSafetyChecker'],
      scheduler: ['diffusers', 'LMSDiscreteScheduler'],
      text_encoder: ['transformers', 'CLIPTextModel'],
      tokenizer: ['transformers', 'T5Tokenizer'],
      unet: ['diffusers', 'UNet2DConditionModel'],
      vae: ['diffusers', 'AutoencoderKL'],
    });
    const config = (part: string) => readJson<object>('configs', part, 'config.json');
    await json('text_encoder/config.json', { ...config('text_encoder'), vocab_size: 32_000 });
    await json('unet/config.json', config('unet'));
    await json('vae/config.json', config('vae'));
    await json('scheduler/scheduler_config.json', {
      _class_name: 'LMSDiscreteScheduler',
      beta_start: 0.00085,
      beta_end: 0.012,
      beta_schedule: 'scaled_linear',
    });
    await json('tokenizer/tokenizer_config.json', {
      tokenizer_class: 'T5Tokenizer',
      extra_ids: 0,
      pad_token: '[PAD]',
    });
    await json('tokenizer/special_tokens_map.json', { pad_token: '[PAD]' });
    await writeTo(root, 'tokenizer/spiece.model', 'pieces');
    const weights = (name: string): TensorToWrite[] =>
      keysOf(name).map((tensor) =>
        tensor.name.endsWith('token_embedding.weight')
          ? { ...tensor, shape: [32_000, 768] }
          : tensor,
      );
    const sparse = async (part: string, stem: string, keys: string): Promise<void> => {
      await writeSparseTorchZip(join(root, part, `${stem}.bin`), weights(keys));
    };
    await sparse('text_encoder', 'pytorch_model', 'diffusers.text_encoder.json');
    await sparse('unet', 'diffusion_pytorch_model', 'diffusers.unet.json');
    await sparse('vae', 'diffusion_pytorch_model', 'diffusers.vae.2022-names.json');

    const { result: model, bytes } = await countBytesRead(() => readModel(root));
    assert.ok(bytes < 2e6, `${bytes} bytes were read`);
    const summary = await describeModel(model);
    assert.deepEqual(
      [summary.arm, summary.tokenizer, summary.nativeSize],
      ['ja', 'sentencepiece', 512],
    );
    assert.equal(model.pipelineClass, 'JapaneseStableDiffusionPipeline');
    assert.equal(existsSync(join(root, 'tokenizer', 'vocab.json')), false);
  });
});
