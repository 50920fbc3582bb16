import { configFields } from './config-fields.ts';

/** What the VAE's config.json says, in our words. */
export interface VaeConfig {
  readonly inChannels: number;
  readonly outChannels: number;
  readonly latentChannels: number;
  /** One entry per level, from the largest picture down. */
  readonly blockOutChannels: readonly number[];
  readonly layersPerBlock: number;
  readonly normNumGroups: number;
  /** Multiplies latents after encoding and divides them before decoding. Configs of 2022 do not have it: 0.18215. */
  readonly scalingFactor: number;
}

/** Everything in the VAE, whatever the UNet's `norm_eps` is. */
export const VAE_NORM_EPS = 1e-6;

/**
 * Reads the VAE's config.json with the defaults of diffusers' `AutoencoderKL` (0.8 and 0.39).
 *
 * @throws GraphError `unsupported-config` for fields that belong to other architectures.
 */
export function parseVaeConfig(json: unknown): VaeConfig {
  const fields = configFields('VAE', json);
  fields.demand({
    act_fn: 'silu',
    mid_block_add_attention: true,
    shift_factor: null,
    use_post_quant_conv: true,
    use_quant_conv: true,
  });
  fields.words('down_block_types', ['DownEncoderBlock2D'], []);
  fields.words('up_block_types', ['UpDecoderBlock2D'], []);
  return {
    inChannels: fields.integer('in_channels', 3),
    outChannels: fields.integer('out_channels', 3),
    latentChannels: fields.integer('latent_channels', 4),
    blockOutChannels: fields.integers('block_out_channels', [64]),
    layersPerBlock: fields.integer('layers_per_block', 1),
    normNumGroups: fields.integer('norm_num_groups', 32),
    scalingFactor: fields.number('scaling_factor', 0.18215),
  };
}
