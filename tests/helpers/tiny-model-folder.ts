import { join } from 'node:path';
import {
  expectedTextEncoderTensors,
  expectedUnetTensors,
  expectedVaeTensors,
  type ExpectedTensors,
} from '../../native-models/checkpoints/expected-tensors.ts';
import {
  readTextEncoderConfig,
  readUnetConfig,
  readVaeConfig,
} from '../../native-models/checkpoints/read-model-config.ts';
import { encodeSafetensors, type TensorToWrite } from './safetensors-file.ts';
import { writeTo } from './temporary-folder.ts';

/** Configurations of the smallest Stable Diffusion with four levels, as 2022 files write them. */
export const tinyConfigs = {
  text_encoder: {
    architectures: ['CLIPTextModel'],
    model_type: 'clip_text_model',
    vocab_size: 16,
    hidden_size: 8,
    intermediate_size: 16,
    num_hidden_layers: 1,
    num_attention_heads: 2,
  },
  unet: {
    _class_name: 'UNet2DConditionModel',
    sample_size: 8,
    block_out_channels: [8, 8, 16, 16],
    layers_per_block: 1,
    cross_attention_dim: 8,
    attention_head_dim: 2,
    norm_num_groups: 4,
  },
  vae: {
    _class_name: 'AutoencoderKL',
    block_out_channels: [4, 4, 8, 8],
    down_block_types: Array.from({ length: 4 }, () => 'DownEncoderBlock2D'),
    up_block_types: Array.from({ length: 4 }, () => 'UpDecoderBlock2D'),
    norm_num_groups: 2,
    sample_size: 64,
  },
};

/** The tensors of the three networks, with numbers that follow from `seed` and the tensor's place. */
export function tinyTensors(seed = 1): Record<keyof typeof tinyConfigs, readonly TensorToWrite[]> {
  const { text_encoder: text, unet, vae } = tinyConfigs;
  return {
    text_encoder: fillTensors(
      seed,
      expectedTextEncoderTensors(readTextEncoderConfig('config.json', text)),
    ),
    unet: fillTensors(seed + 1, expectedUnetTensors(readUnetConfig('config.json', unet))),
    vae: fillTensors(seed + 2, expectedVaeTensors(readVaeConfig('config.json', vae))),
  };
}

/** Numbers that follow from `seed` and the tensor's place. */
export function fillTensors(seed: number, expected: ExpectedTensors): readonly TensorToWrite[] {
  return [...expected].map(([name, shape], place) => {
    const values = new Float32Array(shape.reduce((product, size) => product * size, 1));
    for (const index of values.keys()) values[index] = Math.sin(seed + place * 7 + index) / 4;
    return { name, dtype: 'F32', shape, data: Buffer.from(values.buffer) };
  });
}

export const tinyModelIndex = {
  _class_name: 'StableDiffusionPipeline',
  _diffusers_version: '0.2.2',
  feature_extractor: ['transformers', 'CLIPFeatureExtractor'],
  safety_checker: ['stable_diffusion', 'StableDiffusionSafetyChecker'],
  scheduler: ['diffusers', 'PNDMScheduler'],
  text_encoder: ['transformers', 'CLIPTextModel'],
  tokenizer: ['transformers', 'CLIPTokenizer'],
  unet: ['diffusers', 'UNet2DConditionModel'],
  vae: ['diffusers', 'AutoencoderKL'],
};

/** Files that replace or join the default ones; null leaves a file out. */
export type FileChanges = Readonly<Record<string, string | Uint8Array | object | null>>;

/** Writes a complete diffusers folder `parent/name` and returns its path. */
export async function writeTinyModel(
  parent: string,
  name: string,
  changes: FileChanges = {},
): Promise<string> {
  const tensors = tinyTensors();
  const files: FileChanges = {
    'model_index.json': tinyModelIndex,
    'scheduler/scheduler_config.json': { _class_name: 'PNDMScheduler', beta_start: 0.00085 },
    'text_encoder/config.json': tinyConfigs.text_encoder,
    'text_encoder/model.safetensors': encodeSafetensors(tensors.text_encoder),
    'unet/config.json': tinyConfigs.unet,
    'unet/diffusion_pytorch_model.safetensors': encodeSafetensors(tensors.unet),
    'vae/config.json': tinyConfigs.vae,
    'vae/diffusion_pytorch_model.safetensors': encodeSafetensors(tensors.vae),
    'tokenizer/vocab.json': { a: 0 },
    'tokenizer/merges.txt': '#version: 0.2\n',
    'tokenizer/tokenizer_config.json': { tokenizer_class: 'CLIPTokenizer' },
    ...changes,
  };
  for (const [file, content] of Object.entries(files)) {
    if (content === null) continue;
    const bytes =
      typeof content === 'string' || content instanceof Uint8Array
        ? content
        : JSON.stringify(content);
    await writeTo(parent, join(name, file), bytes);
  }
  return join(parent, name);
}
