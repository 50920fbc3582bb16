import type { GraphBuilder, GraphValue } from './graph-builder.ts';
import { concatChannels } from './operators.ts';
import { resnet, type ResnetOptions } from './resnet.ts';
import { downsample, upsample } from './sampling.ts';
import { transformer, type TransformerOptions } from './transformer.ts';

/** What every block of one UNet level needs besides its input. */
export interface BlockOptions {
  readonly outChannels: number;
  readonly resnet: ResnetOptions;
  /** `null` for blocks without attention. */
  readonly transformer: TransformerOptions | null;
  /** The last level has no sampler. */
  readonly hasSampler: boolean;
}

/** A block's result and the tensors that the other side of the U receives, in the order in which they arise. */
export interface DownBlockResult {
  readonly hidden: GraphValue;
  readonly skips: readonly GraphValue[];
}

/** diffusers `CrossAttnDownBlock2D`, or `DownBlock2D` where `transformer` is null. */
export function downBlock(
  graph: GraphBuilder,
  path: string,
  x: GraphValue,
  layers: number,
  options: BlockOptions,
): DownBlockResult {
  const skips: GraphValue[] = [];
  let hidden = x;
  for (let layer = 0; layer < layers; layer++) {
    hidden = resnetAndTransformer(graph, path, hidden, layer, options);
    skips.push(hidden);
  }
  if (options.hasSampler) {
    hidden = downsample(graph, `${path}.downsamplers.0`, hidden, 'all-sides');
    skips.push(hidden);
  }
  skips.forEach((skip, index) => graph.module(`${path}.res_samples.${index}`, skip));
  return { hidden: graph.module(path, hidden), skips };
}

/** diffusers `UNetMidBlock2DCrossAttn`: resnet, transformer, resnet. */
export function midBlock(
  graph: GraphBuilder,
  path: string,
  x: GraphValue,
  options: BlockOptions,
): GraphValue {
  const hidden = resnetAndTransformer(graph, path, x, 0, options);
  const { outChannels } = options;
  return graph.module(
    path,
    resnet(graph, `${path}.resnets.1`, hidden, outChannels, options.resnet),
  );
}

/** A block's result and what its last layer was given before the skip was joined. */
export interface UpBlockResult {
  readonly hidden: GraphValue;
  readonly lastLayerInput: GraphValue;
}

/**
 * diffusers `CrossAttnUpBlock2D`, or `UpBlock2D` where `transformer` is null.
 *
 * @param skips one per layer, the latest first: each is joined to the input of its resnet.
 * @param upsampleSize picture size of the next block's skips.
 */
export function upBlock(
  graph: GraphBuilder,
  path: string,
  x: GraphValue,
  skips: readonly GraphValue[],
  upsampleSize: { readonly height: number; readonly width: number } | undefined,
  options: BlockOptions,
): UpBlockResult {
  let hidden = x;
  let lastLayerInput = x;
  skips.forEach((skip, layer) => {
    lastLayerInput = hidden;
    hidden = upLayer(graph, path, hidden, skip, layer, options);
  });
  if (options.hasSampler) hidden = upsample(graph, `${path}.upsamplers.0`, hidden, upsampleSize);
  return { hidden: graph.module(path, hidden), lastLayerInput };
}

/** One layer of an up block. */
export function upLayer(
  graph: GraphBuilder,
  path: string,
  x: GraphValue,
  skip: GraphValue,
  layer: number,
  options: BlockOptions,
): GraphValue {
  return resnetAndTransformer(graph, path, concatChannels(graph, x, skip), layer, options);
}

function resnetAndTransformer(
  graph: GraphBuilder,
  path: string,
  x: GraphValue,
  layer: number,
  options: BlockOptions,
): GraphValue {
  const { outChannels } = options;
  const hidden = resnet(graph, `${path}.resnets.${layer}`, x, outChannels, options.resnet);
  if (!options.transformer) return hidden;
  return transformer(graph, `${path}.attentions.${layer}`, hidden, options.transformer);
}
