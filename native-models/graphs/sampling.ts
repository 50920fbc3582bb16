import type { GraphBuilder, GraphValue } from './graph-builder.ts';
import { convolution } from './layers.ts';
import { pictureShape } from './operators.ts';

/**
 * diffusers `Downsample2D` with convolution: halves height and width. The UNet pads all four sides (`padding` 1),
 * the VAE's encoder only right and bottom (`padding` 0).
 */
export function downsample(
  graph: GraphBuilder,
  path: string,
  x: GraphValue,
  padding: 'all-sides' | 'right-and-bottom',
): GraphValue {
  const [, outChannels] = pictureShape(x);
  const before = padding === 'all-sides' ? 1 : 0;
  const result = convolution(graph, `${path}.conv`, x, {
    outChannels,
    kernel: 3,
    stride: 2,
    padding: [before, before, 1, 1],
  });
  return graph.module(path, result);
}

/**
 * diffusers `Upsample2D` with convolution: repeats pixels, then smooths.
 *
 * @param size of the result; default: twice the input. The UNet passes the size of the skip tensor, which differs
 *   where a latent size is no multiple of 8.
 */
export function upsample(
  graph: GraphBuilder,
  path: string,
  x: GraphValue,
  size?: { readonly height: number; readonly width: number },
): GraphValue {
  const [batch, channels, height, width] = pictureShape(x);
  const target = size ?? { height: 2 * height, width: 2 * width };
  const enlarged = enlarge(graph, x, [batch, channels, target.height, target.width]);
  const result = convolution(graph, `${path}.conv`, enlarged, {
    outChannels: channels,
    kernel: 3,
  });
  return graph.module(path, result);
}

/** torch `Upsample(scale_factor=2)`: every pixel becomes four. */
export function doubleSize(graph: GraphBuilder, x: GraphValue): GraphValue {
  const [batch, channels, height, width] = pictureShape(x);
  return enlarge(graph, x, [batch, channels, 2 * height, 2 * width]);
}

/** torch `interpolate(mode="nearest")`: target pixel i is source pixel ⌊i · source / target⌋. */
function enlarge(graph: GraphBuilder, x: GraphValue, shape: readonly number[]): GraphValue {
  const isDouble = shape[2] === 2 * (x.shape[2] ?? 0) && shape[3] === 2 * (x.shape[3] ?? 0);
  const attributes = {
    mode: { string: 'nearest' },
    coordinate_transformation_mode: { string: 'asymmetric' },
    nearest_mode: { string: 'floor' },
  };
  // Whole-number scales, unlike sizes, let ONNX Runtime keep its blocked channel layout.
  const inputs = isDouble
    ? [x, null, graph.constant([1, 1, 2, 2], [4])]
    : [x, null, null, graph.integers(shape)];
  return graph.node('Resize', inputs, shape, { attributes });
}
