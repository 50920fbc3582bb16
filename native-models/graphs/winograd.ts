import type { GraphBuilder, GraphValue } from './graph-builder.ts';
import type { Product } from './int8-layers.ts';
import { add, pictureShape, reshape, transpose } from './operators.ts';
import { onBothAxes, type WinogradTile, winogradTransforms } from './winograd-transforms.ts';

/*
 * 3 × 3 convolutions by Winograd's minimal filtering. ONNX Runtime has no kernel for it on the processor, and needs none:
 *
 * - one convolution of each channel alone, with as many results as a tile has places, transforms the values;
 * - the products are matrix products, one for each place, of all tiles at once;
 * - one small matrix puts the results of a tile together.
 *
 * Weights are transformed by one more matrix product, in every run: folded they would be kept, and take 1.8 or 4 times the
 * memory of the weights themselves. It costs little where pictures are large beside the weights, and only there it is done.
 */

/** Pixels of a channel below which transforming the weights costs more than fewer products save. */
const LEAST_PIXELS = 16 ** 2;

/**
 * Of the harmonic mean of the channels that go in and come out. Products are as many as their product, what it takes to
 * transform values and results only as many as their sum.
 */
const LEAST_CHANNELS: { readonly [Tile in WinogradTile]: number } = { 2: 160, 4: 96 };

/** Of a layer's transformed weights: what a run needs at once must not grow by more than it saves time. */
const MOST_WEIGHT_BYTES = 128 * 2 ** 20;

/** Of transformed values at once, in bytes: what caches have room for, but more where the weights would be read too often. */
const STRIP_BYTES = 32 * 2 ** 20;

/** The tile to compute a convolution in; `null` where a plain one is faster, or the shapes do not allow it. */
export function winogradTileOf(graph: GraphBuilder, layer: Product): WinogradTile | null {
  const { convolution } = graph.profile;
  if (convolution === 'direct' || !isPlain3x3(layer)) return null;
  const [, , height, width] = pictureShape(layer.input);
  const [outChannels = 1, inChannels = 1] = layer.weight.shape;
  if (height * width < LEAST_PIXELS) return null;
  const channels = (2 * inChannels * outChannels) / (inChannels + outChannels);
  const pays = (tile: WinogradTile) =>
    weightBytes(layer, tile) <= MOST_WEIGHT_BYTES &&
    height % tile === 0 &&
    width % tile === 0 &&
    channels >= LEAST_CHANNELS[tile];
  if (convolution === 'winograd-4' && pays(4)) return 4;
  return pays(2) ? 2 : null;
}

/** torch `Conv2d` with a 3 × 3 kernel, stride 1 and one zero at every edge; a strip of rows after another. */
export function winogradConvolution(
  graph: GraphBuilder,
  layer: Product,
  tile: WinogradTile,
): GraphValue {
  const { path, input, bias, shape } = layer;
  const [batch, inChannels, height, width] = pictureShape(input);
  const [, outChannels = 1] = shape;
  const places = (tile + 2) ** 2;
  const weights = transformedWeights(graph, layer, tile);
  const tileRowBytes = 4 * batch * inChannels * places * (width / tile);
  const tileRows = Math.floor(Math.max(STRIP_BYTES, weightBytes(layer, tile)) / tileRowBytes);
  const stripRows = tile * Math.max(1, tileRows);

  const strips: GraphValue[] = [];
  for (let top = 0; top < height; top += stripRows) {
    const bottom = Math.min(height, top + stripRows);
    const name = bottom - top === height ? path : `${path} ${top}`;
    strips.push(stripOf(graph, { name, input, weights, tile, top, bottom, outChannels }));
  }
  const [whole, ...others] = strips;
  const sums =
    whole && others.length === 0
      ? whole
      : graph.node('Concat', strips, shape, { attributes: { axis: { int: 2 } } });
  return bias ? add(graph, sums, reshape(graph, bias, [outChannels, 1, 1])) : sums;
}

interface Strip {
  readonly name: string;
  readonly input: GraphValue;
  readonly weights: GraphValue;
  readonly tile: WinogradTile;
  /** First row of the results, and the row after the last. */
  readonly top: number;
  readonly bottom: number;
  readonly outChannels: number;
}

function stripOf(graph: GraphBuilder, strip: Strip): GraphValue {
  const { name, input, weights, tile, top, bottom, outChannels } = strip;
  const [batch, , height, width] = pictureShape(input);
  const places = (tile + 2) ** 2;
  const [down, across] = [(bottom - top) / tile, width / tile];

  const seen = rowsOf(graph, input, Math.max(0, top - 1), Math.min(height, bottom + 1));
  const pads = [top === 0 ? 1 : 0, 1, bottom === height ? 1 : 0, 1];
  const values = transformedValues(graph, seen, { tile, pads, down, across });
  const products = graph.node(
    'MatMul',
    [weights, values],
    [batch, places, outChannels, down * across],
    { name },
  );
  const { results } = winogradTransforms[tile];
  const sums = graph.node(
    'MatMul',
    [
      graph.constant(onBothAxes(results), [tile ** 2, places]),
      reshape(graph, products, [batch, places, outChannels * down * across]),
    ],
    [batch, tile ** 2, outChannels * down * across],
  );
  const tiles = reshape(graph, sums, [batch, tile ** 2 * outChannels, down, across]);
  return graph.node('DepthToSpace', [tiles], [batch, outChannels, bottom - top, width], {
    attributes: { blocksize: { int: tile }, mode: { string: 'DCR' } },
  });
}

interface Tiles {
  readonly tile: WinogradTile;
  /** Zeros at top, left, bottom, right. */
  readonly pads: readonly number[];
  /** Number of tiles. */
  readonly down: number;
  readonly across: number;
}

/** Bᵀ d B of every tile of every channel: `[batch, (m + 2)², channels, tiles]`. */
function transformedValues(
  graph: GraphBuilder,
  x: GraphValue,
  { tile, pads, down, across }: Tiles,
): GraphValue {
  const [batch, channels] = pictureShape(x);
  const side = tile + 2;
  const places = side ** 2;
  const transforms = graph.once(`winograd ${tile} of ${channels}`, () => {
    const one = graph.constant(onBothAxes(winogradTransforms[tile].values), [1, places ** 2]);
    const each = [channels, places ** 2];
    const repeated = graph.node('Expand', [one, graph.integers(each)], each);
    return reshape(graph, repeated, [channels * places, 1, side, side]);
  });
  const byChannel = graph.node('Conv', [x, transforms], [batch, channels * places, down, across], {
    attributes: {
      kernel_shape: { ints: [side, side] },
      strides: { ints: [tile, tile] },
      pads: { ints: pads },
      group: { int: channels },
    },
  });
  const tiles = reshape(graph, byChannel, [batch, channels, places, down * across]);
  return transpose(graph, tiles, [0, 2, 1, 3]);
}

/** G w Gᵀ for every pair of channels: `[(m + 2)², out, in]`. */
function transformedWeights(
  graph: GraphBuilder,
  { path, weight }: Product,
  tile: WinogradTile,
): GraphValue {
  const [outChannels = 1, inChannels = 1] = weight.shape;
  const places = (tile + 2) ** 2;
  const pairs = outChannels * inChannels;
  const transform = graph.constant(onBothAxes(winogradTransforms[tile].weights), [places, 9]);
  // Neither are folded that way, nor copied to be: a weight under another shape is the same bytes.
  const shape = graph.openConstant(graph.integers([pairs, 9]));
  const transformed = graph.node(
    'Gemm',
    [transform, graph.node('Reshape', [weight, shape], [pairs, 9])],
    [places, pairs],
    { name: `${path} weights`, attributes: { transB: { int: 1 } } },
  );
  return reshape(graph, transformed, [places, outChannels, inChannels]);
}

function rowsOf(graph: GraphBuilder, x: GraphValue, from: number, to: number): GraphValue {
  const [batch, channels, height, width] = pictureShape(x);
  if (from === 0 && to === height) return x;
  const bounds = [from, to, 2].map((value) => graph.integers([value])); // start, end, axis
  return graph.node('Slice', [x, ...bounds], [batch, channels, to - from, width]);
}

/** Of the transformed weights, as float32. */
function weightBytes({ weight }: Product, tile: WinogradTile): number {
  const [outChannels = 1, inChannels = 1] = weight.shape;
  return 4 * (tile + 2) ** 2 * outChannels * inChannels;
}

function isPlain3x3({ attributes, weight }: Product): boolean {
  const [, , ...kernel] = weight.shape;
  const are = (name: string, values: string) => {
    const attribute = attributes[name];
    return attribute !== undefined && 'ints' in attribute && attribute.ints.join() === values;
  };
  return kernel.join() === '3,3' && are('strides', '1,1') && are('pads', '1,1,1,1');
}
