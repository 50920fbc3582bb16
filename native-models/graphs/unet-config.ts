import { configFields } from './config-fields.ts';
import { GraphError } from './graph-error.ts';

const DOWN_BLOCK_TYPES = ['CrossAttnDownBlock2D', 'DownBlock2D'] as const;
const UP_BLOCK_TYPES = ['UpBlock2D', 'CrossAttnUpBlock2D'] as const;

/** What the UNet's config.json says, in our words. Lists have one entry per level, from the largest picture down. */
export interface UnetConfig {
  readonly inChannels: number;
  readonly outChannels: number;
  readonly blockOutChannels: readonly number[];
  readonly downBlockTypes: readonly (typeof DOWN_BLOCK_TYPES)[number][];
  /** In the order in which they run: from the smallest picture up. */
  readonly upBlockTypes: readonly (typeof UP_BLOCK_TYPES)[number][];
  readonly layersPerBlock: number;
  readonly crossAttentionDim: number;
  /** Number of attention heads per level. */
  readonly heads: readonly number[];
  readonly normNumGroups: number;
  readonly normEps: number;
  readonly freqShift: number;
  readonly useLinearProjection: boolean;
}

/**
 * Reads the UNet's config.json with the defaults of diffusers' `UNet2DConditionModel` (the same in 0.2 and 0.39):
 * configs of 2022 leave out what was added later.
 *
 * `attention_head_dim` is the *number of heads*, whatever its name says; newer configs may say `num_attention_heads`.
 *
 * @throws GraphError `unsupported-config` for fields that belong to other architectures (SDXL, class conditioning …).
 */
export function parseUnetConfig(json: unknown): UnetConfig {
  const fields = configFields('UNet', json);
  fields.demand(SUPPORTED);
  const blockOutChannels = fields.integers('block_out_channels', [320, 640, 1280, 1280]);
  const headsField = fields.has('num_attention_heads')
    ? 'num_attention_heads'
    : 'attention_head_dim';
  const config: UnetConfig = {
    inChannels: fields.integer('in_channels', 4),
    outChannels: fields.integer('out_channels', 4),
    blockOutChannels,
    downBlockTypes: fields.words('down_block_types', DOWN_BLOCK_TYPES, [
      'CrossAttnDownBlock2D',
      'CrossAttnDownBlock2D',
      'CrossAttnDownBlock2D',
      'DownBlock2D',
    ]),
    upBlockTypes: fields.words('up_block_types', UP_BLOCK_TYPES, [
      'UpBlock2D',
      'CrossAttnUpBlock2D',
      'CrossAttnUpBlock2D',
      'CrossAttnUpBlock2D',
    ]),
    layersPerBlock: fields.integer('layers_per_block', 2),
    crossAttentionDim: fields.integer('cross_attention_dim', 1280),
    heads: fields.isList(headsField)
      ? fields.integers(headsField, [])
      : blockOutChannels.map(() => fields.integer(headsField, 8)),
    normNumGroups: fields.integer('norm_num_groups', 32),
    normEps: fields.number('norm_eps', 1e-5),
    freqShift: fields.number('freq_shift', 0),
    useLinearProjection: fields.boolean('use_linear_projection', false),
  };
  checkConsistency(config);
  return config;
}

/** Fields of `UNet2DConditionModel` that select what we do not build, with the values that SD 1.x and 2.x have. */
const SUPPORTED = {
  act_fn: 'silu',
  addition_embed_type: null,
  attention_type: 'default',
  center_input_sample: false,
  class_embed_type: null,
  conv_in_kernel: 3,
  conv_out_kernel: 3,
  cross_attention_norm: null,
  downsample_padding: 1,
  dual_cross_attention: false,
  encoder_hid_dim: null,
  flip_sin_to_cos: true,
  mid_block_scale_factor: 1,
  mid_block_type: 'UNetMidBlock2DCrossAttn',
  num_class_embeds: null,
  only_cross_attention: false,
  resnet_out_scale_factor: 1,
  resnet_skip_time_act: false,
  resnet_time_scale_shift: 'default',
  time_cond_proj_dim: null,
  time_embedding_type: 'positional',
  timestep_post_act: null,
  transformer_layers_per_block: 1,
} as const;

function checkConsistency(config: UnetConfig): void {
  const { blockOutChannels, normNumGroups, heads } = config;
  const levels = blockOutChannels.length;
  for (const [field, list] of Object.entries({
    down_block_types: config.downBlockTypes,
    up_block_types: config.upBlockTypes,
    attention_head_dim: heads,
  })) {
    if (list.length !== levels)
      throw inconsistent(`${field} has ${list.length} entries for ${levels} levels`);
  }
  blockOutChannels.forEach((channels, level) => {
    if (channels % normNumGroups !== 0)
      throw inconsistent(`${channels} channels do not divide into ${normNumGroups} norm groups`);
    const levelHeads = heads[level] ?? 0;
    if (channels % levelHeads !== 0)
      throw inconsistent(`${channels} channels do not divide into ${levelHeads} attention heads`);
  });
}

function inconsistent(what: string): GraphError {
  return new GraphError(
    'unsupported-config',
    `The UNet cannot be built: in its config.json ${what}. The model is unchanged.`,
  );
}
