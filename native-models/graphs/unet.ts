import type { UnetConfig } from '../checkpoints/model-config.ts';
import type { TensorIndex } from '../checkpoints/tensor-entry.ts';
import { type BuiltGraph, GraphBuilder, type GraphValue } from './graph-builder.ts';
import { convolution, groupNorm } from './layers.ts';
import { pictureShape, reshape, silu } from './operators.ts';
import type { ResnetOptions } from './resnet.ts';
import { timestepEmbedding, timestepProjection } from './timestep-embedding.ts';
import { type BlockOptions, downBlock, midBlock, upBlock } from './unet-blocks.ts';

/**
 * What the graph reads of a UNet's configuration. Stable Diffusion 2.x has linear projections around its
 * transformers and its own number of heads at every level.
 */
export interface UnetGraphConfig extends Omit<UnetConfig, 'sampleSize' | 'numAttentionHeads'> {
  /** Heads at every level, or one number per level from the full-size level down. */
  readonly numAttentionHeads: number | readonly number[];
  readonly useLinearProjection?: boolean;
}

export interface UnetShape {
  readonly batch: number;
  /** Latent pixels, as is `width`. */
  readonly height: number;
  readonly width: number;
  /** Tokens of the prompt embeddings; default 77. */
  readonly promptTokens?: number;
}

/**
 * diffusers `UNet2DConditionModel` as Stable Diffusion 1.x and 2.x configure it.
 *
 * Inputs, all float32: `sample` `[batch, inChannels, height, width]`, `timestep` `[batch]` (fractional values are
 * welcome), `encoder_hidden_states` `[batch, promptTokens, crossAttentionDim]`. Output: `noise_pred`
 * `[batch, outChannels, height, width]`.
 *
 * @param intermediates module paths of the reference that become extra outputs, e.g. `down_blocks.0.resnets.0`.
 * @throws GraphError where weights do not fit the configuration.
 */
export function buildUnetGraph(
  config: UnetGraphConfig,
  weights: TensorIndex,
  shape: UnetShape,
  intermediates: readonly string[] = [],
): BuiltGraph {
  const { batch, height, width, promptTokens = 77 } = shape;
  const { blockOutChannels, layersPerBlock, normNumGroups: groups, normEps: eps } = config;
  const [firstChannels = 0] = blockOutChannels;
  const levels = blockOutChannels.length;

  const graph = new GraphBuilder('UNet', weights, intermediates);
  const sample = graph.input('sample', 'float32', [batch, config.inChannels, height, width]);
  const timestep = graph.input('timestep', 'float32', [batch]);
  const prompt = graph.input('encoder_hidden_states', 'float32', [
    batch,
    promptTokens,
    config.crossAttentionDim,
  ]);

  // 1. The timestep, activated once for all resnets.
  const projection = timestepProjection(graph, 'time_proj', timestep, {
    channels: firstChannels,
    freqShift: config.freqShift,
    flipSinToCos: config.flipSinToCos,
  });
  const time = timestepEmbedding(graph, 'time_embedding', projection, 4 * firstChannels);

  const resnetOptions: ResnetOptions = { groups, eps, activatedTimeEmbedding: silu(graph, time) };
  const promptTokenRows = reshape(graph, prompt, [batch * promptTokens, config.crossAttentionDim]);
  const blockOptions = (
    level: number,
    withTransformer: boolean,
  ): Omit<BlockOptions, 'hasSampler'> => ({
    outChannels: blockOutChannels[level] ?? 0,
    resnet: resnetOptions,
    transformer: withTransformer
      ? {
          heads: headsAt(config, level),
          groups,
          promptTokens: promptTokenRows,
          useLinearProjection: config.useLinearProjection ?? false,
        }
      : null,
  });

  // 2. Down.
  let hidden = convolution(graph, 'conv_in', sample, { outChannels: firstChannels, kernel: 3 });
  const skips: GraphValue[] = [hidden];
  config.downBlockTypes.forEach((type, level) => {
    const result = downBlock(graph, `down_blocks.${level}`, hidden, layersPerBlock, {
      ...blockOptions(level, type === 'CrossAttnDownBlock2D'),
      hasSampler: level < levels - 1,
    });
    hidden = result.hidden;
    skips.push(...result.skips);
  });

  // 3. Middle.
  hidden = midBlock(graph, 'mid_block', hidden, {
    ...blockOptions(levels - 1, true),
    hasSampler: false,
  });

  // 4. Up, joining the skips in reverse.
  config.upBlockTypes.forEach((type, index) => {
    const level = levels - 1 - index;
    const blockSkips = skips.splice(-(layersPerBlock + 1)).toReversed();
    const nextSkip = skips.at(-1);
    hidden = upBlock(
      graph,
      `up_blocks.${index}`,
      hidden,
      blockSkips,
      nextSkip && pictureSize(nextSkip),
      {
        ...blockOptions(level, type === 'CrossAttnUpBlock2D'),
        hasSampler: level > 0,
      },
    );
  });

  // 5. Out.
  hidden = silu(graph, groupNorm(graph, 'conv_norm_out', hidden, { groups, eps }));
  graph.output(
    'noise_pred',
    convolution(graph, 'conv_out', hidden, { outChannels: config.outChannels, kernel: 3 }),
  );
  return graph.finish();
}

function headsAt({ numAttentionHeads }: UnetGraphConfig, level: number): number {
  return typeof numAttentionHeads === 'number'
    ? numAttentionHeads
    : (numAttentionHeads[level] ?? 0);
}

function pictureSize(x: GraphValue): { height: number; width: number } {
  const [, , height, width] = pictureShape(x);
  return { height, width };
}
