import type { VaeConfig } from '../checkpoints/model-config.ts';
import type { TensorIndex } from '../checkpoints/tensor-entry.ts';
import type { BuiltGraph } from './built-graph.ts';
import { GraphBuilder } from './graph-builder.ts';
import { type GraphOptions, withLargeTiles } from './graph-profile.ts';
import { groupNorm } from './group-norm.ts';
import { convolution } from './layers.ts';
import { silu } from './operators.ts';
import { upDecoderBlock, VAE_NORM_EPS, vaeMidBlock } from './vae-blocks.ts';

/** Batch and picture size of one VAE call. The decoder's sizes are latent pixels, the encoder's image pixels. */
export interface VaeShape {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
}

/**
 * diffusers `AutoencoderKL.decode`: `post_quant_conv` and `Decoder`.
 *
 * Input `latents` float32 `[batch, latentChannels, height, width]`, already divided by the scaling factor; output
 * `image` float32 `[batch, outChannels, 8·height, 8·width]` for four levels, about −1…1, not clamped.
 *
 * @throws GraphError where weights do not fit the configuration.
 */
export function buildVaeDecoderGraph(
  config: VaeConfig,
  weights: TensorIndex,
  { batch, height, width }: VaeShape,
  options: GraphOptions = {},
): BuiltGraph {
  const { latentChannels, outChannels, normNumGroups: groups } = config;
  const channelsUpwards = config.blockOutChannels.toReversed();
  const [deepest = 0] = channelsUpwards;

  const graph = new GraphBuilder('VAE decoder', weights, withLargeTiles(options));
  const latents = graph.floatInput('latents', [batch, latentChannels, height, width]);

  let hidden = convolution(graph, 'post_quant_conv', latents, {
    outChannels: latentChannels,
    kernel: 1,
  });
  hidden = convolution(graph, 'decoder.conv_in', hidden, { outChannels: deepest, kernel: 3 });
  hidden = vaeMidBlock(graph, 'decoder.mid_block', hidden, groups);
  channelsUpwards.forEach((channels, index) => {
    hidden = upDecoderBlock(graph, `decoder.up_blocks.${index}`, hidden, {
      outChannels: channels,
      layers: config.layersPerBlock + 1,
      groups,
      hasSampler: index < channelsUpwards.length - 1,
    });
  });
  hidden = groupNorm(graph, 'decoder.conv_norm_out', hidden, { groups, eps: VAE_NORM_EPS });
  hidden = convolution(graph, 'decoder.conv_out', silu(graph, hidden), { outChannels, kernel: 3 });

  graph.output('image', hidden);
  return graph.finish();
}
