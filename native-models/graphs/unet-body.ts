import type { UnetConfig } from '../checkpoints/model-config.ts';
import type { GraphBuilder, GraphValue } from './graph-builder.ts';
import { groupNorm } from './group-norm.ts';
import { convolution } from './layers.ts';
import { pictureShape, silu } from './operators.ts';
import type { TimeShift } from './resnet.ts';
import type { PromptKeys } from './transformer.ts';
import { type BlockOptions, downBlock, midBlock, upBlock, upLayer } from './unet-blocks.ts';

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

export interface UnetResult {
  /** The predicted noise, `[batch, outChannels, height, width]`. */
  readonly noisePred: GraphValue;
  /**
   * What comes up from below to the last layer of the last up block, `[batch, blockOutChannels[0], height, width]`: all
   * that `shallowUnetBody` does not compute.
   */
  readonly deepFeatures: GraphValue;
}

/**
 * All of a UNet that reads the sample.
 *
 * @param sample `[batch, inChannels, height, width]`.
 */
export function unetBody(
  graph: GraphBuilder,
  config: UnetGraphConfig,
  sample: GraphValue,
  conditions: UnetConditions,
): UnetResult {
  const { layersPerBlock } = config;
  const levels = config.blockOutChannels.length;

  // 1. Down.
  let hidden = convolveIn(graph, config, sample);
  const skips: GraphValue[] = [hidden];
  config.downBlockTypes.forEach((type, level) => {
    const result = downBlock(graph, `down_blocks.${level}`, hidden, layersPerBlock, {
      ...blockOptions(config, conditions, level, type === 'CrossAttnDownBlock2D'),
      hasSampler: level < levels - 1,
    });
    hidden = result.hidden;
    skips.push(...result.skips);
  });

  // 2. Middle.
  if (config.hasMidBlock) {
    hidden = midBlock(graph, 'mid_block', hidden, {
      ...blockOptions(config, conditions, levels - 1, true),
      hasSampler: false,
    });
  }

  // 3. Up, joining the skips in reverse.
  let deepFeatures = hidden;
  config.upBlockTypes.forEach((type, index) => {
    const level = levels - 1 - index;
    const blockSkips = skips.splice(-(layersPerBlock + 1)).toReversed();
    const nextSkip = skips.at(-1);
    const result = upBlock(
      graph,
      `up_blocks.${index}`,
      hidden,
      blockSkips,
      nextSkip && pictureSize(nextSkip),
      {
        ...blockOptions(config, conditions, level, type === 'CrossAttnUpBlock2D'),
        hasSampler: level > 0,
      },
    );
    ({ hidden, lastLayerInput: deepFeatures } = result);
  });

  // 4. Out.
  return { noisePred: convolveOut(graph, config, hidden), deepFeatures };
}

/**
 * What is left of a UNet at a step that takes over the deep features of an earlier one: DeepCache (Ma, Fang, Wang 2023,
 * arXiv 2312.00858) at its shallowest branch, `cache_branch_id` 0 of the authors' code. Only the first convolution, the
 * last layer of the last up block and the last convolution see the new sample.
 *
 * @param deepFeatures `UnetResult.deepFeatures` of the earlier step.
 * @returns the predicted noise.
 */
export function shallowUnetBody(
  graph: GraphBuilder,
  config: UnetGraphConfig,
  sample: GraphValue,
  conditions: UnetConditions,
  deepFeatures: GraphValue,
): GraphValue {
  const { upBlockTypes, layersPerBlock } = config;
  const skip = convolveIn(graph, config, sample);
  const path = `up_blocks.${upBlockTypes.length - 1}`;
  const hasTransformer = upBlockTypes.at(-1) === 'CrossAttnUpBlock2D';
  const hidden = upLayer(graph, path, deepFeatures, skip, layersPerBlock, {
    ...blockOptions(config, conditions, 0, hasTransformer),
    hasSampler: false,
  });
  return convolveOut(graph, config, hidden);
}

function convolveIn(
  graph: GraphBuilder,
  { blockOutChannels: [outChannels = 0] }: UnetGraphConfig,
  sample: GraphValue,
): GraphValue {
  return convolution(graph, 'conv_in', sample, { outChannels, kernel: 3 });
}

function convolveOut(
  graph: GraphBuilder,
  { normNumGroups: groups, normEps: eps, outChannels }: UnetGraphConfig,
  hidden: GraphValue,
): GraphValue {
  const normalised = groupNorm(graph, 'conv_norm_out', hidden, { groups, eps });
  return convolution(graph, 'conv_out', silu(graph, normalised), { outChannels, kernel: 3 });
}

function blockOptions(
  config: UnetGraphConfig,
  { timeShift, promptKeys }: UnetConditions,
  level: number,
  withTransformer: boolean,
): Omit<BlockOptions, 'hasSampler'> {
  const { blockOutChannels, normNumGroups: groups, normEps: eps } = config;
  return {
    outChannels: blockOutChannels[level] ?? 0,
    resnet: { groups, eps, timeShift },
    transformer: withTransformer
      ? {
          heads: headsAt(config, level),
          groups,
          promptKeys,
          useLinearProjection: config.useLinearProjection ?? false,
        }
      : null,
  };
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
