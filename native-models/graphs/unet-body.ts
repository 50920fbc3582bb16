import type { UnetConfig } from '../checkpoints/model-config.ts';
import type { GraphBuilder, GraphValue } from './graph-builder.ts';
import { groupNorm } from './group-norm.ts';
import { convolution } from './layers.ts';
import { pictureShape, silu } from './operators.ts';
import type { ResnetOptions, TimeShift } from './resnet.ts';
import type { PromptKeys } from './transformer.ts';
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

/** What a UNet is told besides the sample, as its layers take it. */
export interface UnetConditions {
  readonly timeShift: TimeShift;
  readonly promptKeys: PromptKeys;
}

/**
 * All of a UNet that reads the sample.
 *
 * @param sample `[batch, inChannels, height, width]`.
 * @returns the predicted noise, `[batch, outChannels, height, width]`.
 */
export function unetBody(
  graph: GraphBuilder,
  config: UnetGraphConfig,
  sample: GraphValue,
  { timeShift, promptKeys }: UnetConditions,
): GraphValue {
  const { blockOutChannels, layersPerBlock, normNumGroups: groups, normEps: eps } = config;
  const [firstChannels = 0] = blockOutChannels;
  const levels = blockOutChannels.length;

  const resnetOptions: ResnetOptions = { groups, eps, timeShift };
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
          promptKeys,
          useLinearProjection: config.useLinearProjection ?? false,
        }
      : null,
  });

  // 1. Down.
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

  // 2. Middle.
  hidden = midBlock(graph, 'mid_block', hidden, {
    ...blockOptions(levels - 1, true),
    hasSampler: false,
  });

  // 3. Up, joining the skips in reverse.
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

  // 4. Out.
  hidden = silu(graph, groupNorm(graph, 'conv_norm_out', hidden, { groups, eps }));
  return convolution(graph, 'conv_out', hidden, { outChannels: config.outChannels, kernel: 3 });
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
