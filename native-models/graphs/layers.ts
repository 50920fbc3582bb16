import type { GraphBuilder, GraphValue } from './graph-builder.ts';
import { computeInInt8 } from './int8-product.ts';
import type { Product } from './int8-layers.ts';
import { add, matrixShape, pictureShape, transpose } from './operators.ts';
import { winogradConvolution, winogradTileOf } from './winograd.ts';

/*
 * Layers that have weights. `path` is the module's path in the reference and the prefix of its keys in the
 * checkpoint: `convolution(graph, 'conv_in', …)` reads `conv_in.weight` and `conv_in.bias`.
 */

interface ConvolutionOptions {
  readonly outChannels: number;
  /** Side of the square kernel. */
  readonly kernel: number;
  readonly stride?: number;
  /** Zeros added at top, left, bottom, right; default: as many as keep the size at stride 1, for odd kernels. */
  readonly padding?: readonly [top: number, left: number, bottom: number, right: number];
  /** Default true. */
  readonly bias?: boolean;
}

/** torch `Conv2d`. */
export function convolution(
  graph: GraphBuilder,
  path: string,
  x: GraphValue,
  options: ConvolutionOptions,
): GraphValue {
  const { outChannels, kernel, stride = 1, bias = true } = options;
  const same = (kernel - 1) / 2;
  const padding = options.padding ?? [same, same, same, same];
  const [batch, inChannels, height, width] = pictureShape(x);
  const outSize = (size: number, before: number, after: number) =>
    Math.floor((size + before + after - kernel) / stride) + 1;
  const shape = [
    batch,
    outChannels,
    outSize(height, padding[0], padding[2]),
    outSize(width, padding[1], padding[3]),
  ];
  const weight = graph.weight(`${path}.weight`, [outChannels, inChannels, kernel, kernel]);
  const product = {
    kind: 'convolution' as const,
    path,
    input: x,
    weight,
    bias: bias ? graph.weight(`${path}.bias`, [outChannels]) : null,
    shape,
    attributes: {
      kernel_shape: { ints: [kernel, kernel] },
      strides: { ints: [stride, stride] },
      pads: { ints: padding },
    },
  };
  graph.countOperations(2 * elements(shape) * inChannels * kernel * kernel);
  return graph.module(
    path,
    computed(graph, product, () => floatConvolution(graph, product)),
  );
}

function floatConvolution(graph: GraphBuilder, layer: Product): GraphValue {
  const tile = winogradTileOf(graph, layer);
  if (tile !== null) return winogradConvolution(graph, layer, tile);
  const { path, input, weight, bias, shape, attributes } = layer;
  const inputs = bias ? [input, weight, bias] : [input, weight];
  return graph.node('Conv', inputs, shape, { name: path, attributes });
}

/** A layer in the numbers that the graph is to compute it in. */
function computed(graph: GraphBuilder, product: Product, inFloats: () => GraphValue): GraphValue {
  const int8 = graph.int8.get(product.path);
  const output = int8 ? computeInInt8(graph, product, int8) : inFloats();
  graph.onLayer({ ...product, output });
  return output;
}

/**
 * torch `Linear` on the rows of a matrix.
 */
export function linear(
  graph: GraphBuilder,
  path: string,
  x: GraphValue,
  outFeatures: number,
  { bias = true }: { readonly bias?: boolean } = {},
): GraphValue {
  const [rows, inFeatures] = matrixShape(x);
  const weight = graph.weight(`${path}.weight`, [outFeatures, inFeatures]);
  const product = {
    kind: 'linear' as const,
    path,
    input: x,
    weight,
    bias: bias ? graph.weight(`${path}.bias`, [outFeatures]) : null,
    shape: [rows, outFeatures],
    attributes: {},
  };
  graph.countOperations(2 * rows * inFeatures * outFeatures);
  return graph.module(
    path,
    computed(graph, product, () => floatLinear(graph, product)),
  );
}

function floatLinear(graph: GraphBuilder, layer: Product): GraphValue {
  const { path, input, weight, bias, shape } = layer;
  if (graph.profile.linear === 'matmul') {
    const factors = [input, transpose(graph, weight, [1, 0])];
    const product = graph.node('MatMul', factors, shape, { name: path });
    return bias ? add(graph, product, bias) : product;
  }
  const inputs = bias ? [input, weight, bias] : [input, weight];
  const attributes = { transB: { int: 1 } };
  return graph.node('Gemm', inputs, shape, { name: path, attributes });
}

/** torch `LayerNorm` over the last axis. */
export function layerNorm(
  graph: GraphBuilder,
  path: string,
  x: GraphValue,
  eps: number,
): GraphValue {
  const width = x.shape.at(-1) ?? 0;
  const scale = graph.weight(`${path}.weight`, [width]);
  const bias = graph.weight(`${path}.bias`, [width]);
  const attributes = { axis: { int: -1 }, epsilon: { float: eps } };
  const result = graph.node('LayerNormalization', [x, scale, bias], x.shape, {
    name: path,
    attributes,
  });
  return graph.module(path, result);
}

function elements(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
