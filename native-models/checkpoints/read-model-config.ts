import { z } from 'zod';
import { CheckpointError, listNames } from './checkpoint-error.ts';
import type { JsonObject } from './diffusers-model.ts';
import { configInvalid, parseConfig } from './json-file.ts';
import type { TextEncoderConfig, UnetConfig, VaeConfig } from './model-config.ts';
import { otherArchitecture, recognizeUnetConfig } from './other-architectures.ts';

/**
 * Readers of `config.json`. Fields that a file leaves out have the defaults of the classes that wrote it in 2022
 * (diffusers 0.2.4–0.8.1, transformers 4.2x), which later versions have kept. A field that would change the network into
 * something other than Stable Diffusion 1.x is refused rather than ignored.
 */

/** Channel counts and the like: bounded, so that a hostile config cannot ask for millions of expected tensors. */
const count = z.int().min(1).max(1_000_000);
const channels = z.int().min(1).max(65_536);
const levels = z.array(channels).min(1).max(8);

const textEncoderSchema = z.object({
  vocab_size: count.default(49_408),
  hidden_size: channels.default(512),
  intermediate_size: channels.default(2048),
  num_hidden_layers: z.int().min(1).max(128).default(12),
  num_attention_heads: channels.default(8),
  max_position_embeddings: channels.default(77),
  hidden_act: z.enum(['quick_gelu', 'gelu']).default('quick_gelu'),
  layer_norm_eps: z.number().positive().max(1).default(1e-5),
});

/** @throws CheckpointError `config-invalid`, `unsupported-architecture`. */
export function readTextEncoderConfig(file: string, json: JsonObject): TextEncoderConfig {
  refuseOtherValues(file, json, { model_type: ['clip_text_model'] });
  const config = parseConfig(file, textEncoderSchema, json);
  requireDivisible(file, 'hidden_size', [config.hidden_size], config.num_attention_heads);
  return {
    vocabSize: config.vocab_size,
    hiddenSize: config.hidden_size,
    intermediateSize: config.intermediate_size,
    numHiddenLayers: config.num_hidden_layers,
    numAttentionHeads: config.num_attention_heads,
    maxPositionEmbeddings: config.max_position_embeddings,
    hiddenAct: config.hidden_act,
    layerNormEps: config.layer_norm_eps,
  };
}

const unetSchema = z.object({
  sample_size: z.union([channels, z.tuple([channels, channels])]).nullish(),
  in_channels: channels.default(4),
  out_channels: channels.default(4),
  down_block_types: z
    .array(z.enum(['CrossAttnDownBlock2D', 'DownBlock2D']))
    .default([
      'CrossAttnDownBlock2D',
      'CrossAttnDownBlock2D',
      'CrossAttnDownBlock2D',
      'DownBlock2D',
    ]),
  up_block_types: z
    .array(z.enum(['CrossAttnUpBlock2D', 'UpBlock2D']))
    .default(['UpBlock2D', 'CrossAttnUpBlock2D', 'CrossAttnUpBlock2D', 'CrossAttnUpBlock2D']),
  block_out_channels: levels.default([320, 640, 1280, 1280]),
  mid_block_type: z.string().nullable().default('UNetMidBlock2DCrossAttn'),
  layers_per_block: z.int().min(1).max(16).default(2),
  cross_attention_dim: channels.default(1280),
  attention_head_dim: channels.default(8),
  norm_num_groups: channels.default(32),
  norm_eps: z.number().positive().max(1).default(1e-5),
  flip_sin_to_cos: z.boolean().default(true),
  freq_shift: z.number().min(0).max(1).default(0),
  // Sines and cosines in pairs; a single pair has no lowest frequency.
  time_cond_proj_dim: channels.min(4).multipleOf(2).nullable().default(null),
});

/** What every Stable Diffusion 1.x UNet has, in fields of which most came after 2022. */
const unetConstants: Constants = {
  act_fn: ['silu', 'swish'],
  center_input_sample: [false],
  downsample_padding: [1],
  mid_block_scale_factor: [1],
  // Smaller relatives such as BK-SDM-Small go up again at once.
  mid_block_type: ['UNetMidBlock2DCrossAttn', null],
  num_attention_heads: [null],
  transformer_layers_per_block: [1],
  use_linear_projection: [false],
  dual_cross_attention: [false],
  only_cross_attention: [false],
  mid_block_only_cross_attention: [null, false],
  cross_attention_norm: [null],
  attention_type: ['default'],
  class_embed_type: [null],
  num_class_embeds: [null],
  addition_embed_type: [null],
  encoder_hid_dim: [null],
  encoder_hid_dim_type: [null],
  resnet_time_scale_shift: ['default'],
  resnet_skip_time_act: [false],
  resnet_out_scale_factor: [1],
  time_embedding_type: ['positional'],
  time_embedding_dim: [null],
  time_embedding_act_fn: [null],
  timestep_post_act: [null],
  conv_in_kernel: [3],
  conv_out_kernel: [3],
};

/** @throws CheckpointError `other-architecture`, `config-invalid`, `unsupported-architecture`. */
export function readUnetConfig(file: string, json: JsonObject): UnetConfig {
  const other = recognizeUnetConfig(json);
  if (other !== null) throw otherArchitecture(file, other);
  refuseOtherValues(file, json, unetConstants);
  const config = parseConfig(file, unetSchema, json);
  const down = config.down_block_types;
  const up = config.up_block_types;
  const problems: string[] = [];
  if (
    down.length !== config.block_out_channels.length ||
    up.length !== config.block_out_channels.length
  ) {
    problems.push('down_block_types, up_block_types and block_out_channels differ in length');
  }
  const [height, width] = [config.sample_size].flat();
  if (width !== undefined && width !== height) {
    problems.push('sample_size: not square');
  }
  if (problems.length > 0) throw configInvalid(file, problems);
  const attended = config.block_out_channels.filter(
    (_, level) =>
      down[level] === 'CrossAttnDownBlock2D' ||
      up.at(-1 - level) === 'CrossAttnUpBlock2D' ||
      level === down.length - 1,
  );
  requireDivisible(file, 'block_out_channels', attended, config.attention_head_dim);
  requireDivisible(file, 'block_out_channels', config.block_out_channels, config.norm_num_groups);
  return {
    sampleSize: height ?? null,
    inChannels: config.in_channels,
    outChannels: config.out_channels,
    downBlockTypes: down,
    upBlockTypes: up,
    blockOutChannels: config.block_out_channels,
    hasMidBlock: config.mid_block_type !== null,
    layersPerBlock: config.layers_per_block,
    crossAttentionDim: config.cross_attention_dim,
    numAttentionHeads: config.attention_head_dim,
    normNumGroups: config.norm_num_groups,
    normEps: config.norm_eps,
    flipSinToCos: config.flip_sin_to_cos,
    freqShift: config.freq_shift,
    timeCondProjDim: config.time_cond_proj_dim,
  };
}

/** Three halvings: 8 × 8 pixels to a latent. */
const vaeLevels = 4;

const vaeSchema = z.object({
  sample_size: channels.default(32),
  in_channels: channels.default(3),
  out_channels: channels.default(3),
  latent_channels: channels.default(4),
  down_block_types: z.array(z.literal('DownEncoderBlock2D')).default(['DownEncoderBlock2D']),
  up_block_types: z.array(z.literal('UpDecoderBlock2D')).default(['UpDecoderBlock2D']),
  block_out_channels: levels.default([64]),
  layers_per_block: z.int().min(1).max(16).default(1),
  norm_num_groups: channels.default(32),
  scaling_factor: z.number().positive().max(100).default(0.18215),
});

const vaeConstants: Constants = {
  in_channels: [3],
  out_channels: [3],
  latent_channels: [4],
  act_fn: ['silu', 'swish'],
  use_quant_conv: [true],
  use_post_quant_conv: [true],
  mid_block_add_attention: [true],
  shift_factor: [null],
  latents_mean: [null],
  latents_std: [null],
};

/** @throws CheckpointError `config-invalid`, `unsupported-architecture`. */
export function readVaeConfig(file: string, json: JsonObject): VaeConfig {
  refuseOtherValues(file, json, vaeConstants);
  const config = parseConfig(file, vaeSchema, json);
  const length = config.block_out_channels.length;
  if (config.down_block_types.length !== length || config.up_block_types.length !== length) {
    throw configInvalid(file, [
      'down_block_types, up_block_types and block_out_channels differ in length',
    ]);
  }
  // A level fewer or more, and a latent would stand for another number of pixels than the eight that pictures are cut by.
  if (length !== vaeLevels) {
    throw unsupported(file, [`block_out_channels: ${JSON.stringify(config.block_out_channels)}`]);
  }
  requireDivisible(file, 'block_out_channels', config.block_out_channels, config.norm_num_groups);
  return {
    sampleSize: config.sample_size,
    inChannels: config.in_channels,
    outChannels: config.out_channels,
    latentChannels: config.latent_channels,
    blockOutChannels: config.block_out_channels,
    layersPerBlock: config.layers_per_block,
    normNumGroups: config.norm_num_groups,
    scalingFactor: config.scaling_factor,
  };
}

/** By field: the values it may have where it is present. */
type Constants = Readonly<Record<string, readonly (string | number | boolean | null)[]>>;

function refuseOtherValues(file: string, json: JsonObject, constants: Constants): void {
  const problems = Object.entries(constants)
    .filter(([field, allowed]) => {
      const value = json[field];
      return Object.hasOwn(json, field) && !allowed.some((one) => one === value);
    })
    .map(([field]) => `${field}: ${JSON.stringify(json[field])}`);
  if (problems.length > 0) throw unsupported(file, problems);
}

function unsupported(file: string, problems: readonly string[]): CheckpointError {
  return new CheckpointError(
    'unsupported-architecture',
    file,
    `describes a network that Stable Diffusion 1.x does not have (${listNames(problems)}). Choose a model of the 1.x family.`,
    { problems },
  );
}

function requireDivisible(
  file: string,
  field: string,
  values: readonly number[],
  divisor: number,
): void {
  const odd = values.filter((value) => value % divisor !== 0);
  if (odd.length > 0) {
    throw configInvalid(file, [`${field}: ${odd.join(', ')} cannot be divided by ${divisor}`]);
  }
}
