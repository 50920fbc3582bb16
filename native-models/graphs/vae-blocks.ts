import { attention, keysAndValues } from './attention.ts';
import type { GraphBuilder, GraphValue } from './graph-builder.ts';
import { groupNorm } from './group-norm.ts';
import { add, pictureShape, pictureToTokens, tokensToPicture } from './operators.ts';
import { resnet } from './resnet.ts';
import { downsample, upsample } from './sampling.ts';

/** Of every group norm in the VAE, whatever the UNet's `norm_eps` is. */
export const VAE_NORM_EPS = 1e-6;

interface VaeBlockOptions {
  readonly outChannels: number;
  readonly layers: number;
  readonly groups: number;
  /** The last block has no sampler. */
  readonly hasSampler: boolean;
}

/** diffusers `DownEncoderBlock2D`: resnets, then a downsampler that pads right and bottom only. */
export function downEncoderBlock(
  graph: GraphBuilder,
  path: string,
  x: GraphValue,
  options: VaeBlockOptions,
): GraphValue {
  let hidden = resnets(graph, path, x, options);
  if (options.hasSampler)
    hidden = downsample(graph, `${path}.downsamplers.0`, hidden, 'right-and-bottom');
  return graph.module(path, hidden);
}

/** diffusers `UpDecoderBlock2D`: resnets, then an upsampler. */
export function upDecoderBlock(
  graph: GraphBuilder,
  path: string,
  x: GraphValue,
  options: VaeBlockOptions,
): GraphValue {
  let hidden = resnets(graph, path, x, options);
  if (options.hasSampler) hidden = upsample(graph, `${path}.upsamplers.0`, hidden);
  return graph.module(path, hidden);
}

/** diffusers `UNetMidBlock2D` of the VAE: resnet, attention of one head over all pixels, resnet. */
export function vaeMidBlock(
  graph: GraphBuilder,
  path: string,
  x: GraphValue,
  groups: number,
): GraphValue {
  const [, channels] = pictureShape(x);
  const options = { groups, eps: VAE_NORM_EPS };
  let hidden = resnet(graph, `${path}.resnets.0`, x, channels, options);
  hidden = pixelAttention(graph, `${path}.attentions.0`, hidden, groups);
  hidden = resnet(graph, `${path}.resnets.1`, hidden, channels, options);
  return graph.module(path, hidden);
}

/** diffusers `Attention` as the VAE configures it: group norm, one head, biases everywhere, residual. */
function pixelAttention(
  graph: GraphBuilder,
  path: string,
  x: GraphValue,
  groups: number,
): GraphValue {
  const [batch, channels, height, width] = pictureShape(x);
  const normalised = groupNorm(graph, `${path}.group_norm`, x, { groups, eps: VAE_NORM_EPS });
  const tokens = pictureToTokens(graph, normalised);
  const mixed = attention(graph, path, tokens, {
    batch,
    heads: 1,
    context: keysAndValues(graph, path, tokens, channels, { bias: true }),
    queryBias: true,
  });
  const picture = tokensToPicture(graph, mixed, { batch, height, width });
  return graph.module(path, add(graph, picture, x));
}

function resnets(
  graph: GraphBuilder,
  path: string,
  x: GraphValue,
  { outChannels, layers, groups }: VaeBlockOptions,
): GraphValue {
  let hidden = x;
  for (let layer = 0; layer < layers; layer++) {
    const options = { groups, eps: VAE_NORM_EPS };
    hidden = resnet(graph, `${path}.resnets.${layer}`, hidden, outChannels, options);
  }
  return hidden;
}
