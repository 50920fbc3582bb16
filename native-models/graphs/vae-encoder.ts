import type { VaeConfig } from '../checkpoints/model-config.ts';
import type { TensorIndex } from '../checkpoints/tensor-entry.ts';
import type { BuiltGraph } from './built-graph.ts';
import { GraphBuilder } from './graph-builder.ts';
import { type GraphOptions, withLargeTiles } from './graph-profile.ts';
import { groupNorm } from './group-norm.ts';
import { convolution } from './layers.ts';
import { silu } from './operators.ts';
import { downEncoderBlock, VAE_NORM_EPS, vaeMidBlock } from './vae-blocks.ts';
import type { VaeShape } from './vae-decoder.ts';

/**
 * diffusers `AutoencoderKL.encode` up to the moments: `Encoder` and `quant_conv`.
 *
 * Input `image` float32 `[batch, inChannels, height, width]`, −1…1; output `moments` float32
 * `[batch, 2·latentChannels, height/8, width/8]` for four levels: means, then log variances before their clamp to
 * [−30, 20]. Latents are a sample of that distribution times the scaling factor.
 *
 * @throws GraphError where weights do not fit the configuration.
 */
export function buildVaeEncoderGraph(
  config: VaeConfig,
  weights: TensorIndex,
  { batch, height, width }: VaeShape,
  options: GraphOptions = {},
): BuiltGraph {
  const { blockOutChannels, normNumGroups: groups } = config;
  const [firstChannels = 0] = blockOutChannels;
  const outChannels = 2 * config.latentChannels;

  const graph = new GraphBuilder('VAE encoder', weights, withLargeTiles(options));
  const image = graph.floatInput('image', [batch, config.inChannels, height, width]);

  let hidden = convolution(graph, 'encoder.conv_in', image, {
    outChannels: firstChannels,
    kernel: 3,
  });
  blockOutChannels.forEach((channels, level) => {
    hidden = downEncoderBlock(graph, `encoder.down_blocks.${level}`, hidden, {
      outChannels: channels,
      layers: config.layersPerBlock,
      groups,
      hasSampler: level < blockOutChannels.length - 1,
    });
  });
  hidden = vaeMidBlock(graph, 'encoder.mid_block', hidden, groups);
  hidden = groupNorm(graph, 'encoder.conv_norm_out', hidden, { groups, eps: VAE_NORM_EPS });
  hidden = convolution(graph, 'encoder.conv_out', silu(graph, hidden), { outChannels, kernel: 3 });

  graph.output('moments', convolution(graph, 'quant_conv', hidden, { outChannels, kernel: 1 }));
  return graph.finish();
}
