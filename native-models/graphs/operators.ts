import type { GraphBuilder, GraphValue } from './graph-builder.ts';

/*
 * ONNX operators without weights. Each states the shape of its result, so that blocks can read sizes from values.
 * Pictures are [batch, channels, height, width]; tokens are [batch · tokens, channels], the rows of one matrix.
 */

/** The result has the shape of `a`; `b` may have fewer values, which ONNX repeats. */
export function add(graph: GraphBuilder, a: GraphValue, b: GraphValue): GraphValue {
  return graph.node('Add', [a, b], a.shape);
}

/** As `add`. */
export function multiply(graph: GraphBuilder, a: GraphValue, b: GraphValue): GraphValue {
  return graph.node('Mul', [a, b], a.shape);
}

/** The same values in another shape; no node where it is the shape already. */
export function reshape(graph: GraphBuilder, x: GraphValue, shape: readonly number[]): GraphValue {
  if (sameShape(x.shape, shape)) return x;
  return graph.node('Reshape', [x, graph.integers(shape)], shape);
}

/** @param permutation for each axis of the result, the axis of `x`. */
export function transpose(
  graph: GraphBuilder,
  x: GraphValue,
  permutation: readonly number[],
): GraphValue {
  const shape = permutation.map((axis) => x.shape[axis] ?? 0);
  return graph.node('Transpose', [x], shape, { attributes: { perm: { ints: permutation } } });
}

/** `[all, width]` → `[rows, width]`. */
export function firstRows(graph: GraphBuilder, table: GraphValue, rows: number): GraphValue {
  const [all, width] = matrixShape(table);
  if (rows === all) return table;
  const bounds = [0, rows, 0].map((value) => graph.integers([value])); // start, end, axis
  return graph.node('Slice', [table, ...bounds], [rows, width]);
}

/** The first token of each sequence: `[batch · tokens, width]` → `[batch, width]`. */
export function firstTokens(graph: GraphBuilder, x: GraphValue, batch: number): GraphValue {
  const [rows, width] = matrixShape(x);
  const sequences = reshape(graph, x, [batch, (rows / batch) * width]);
  const bounds = [0, width, 1].map((value) => graph.integers([value])); // start, end, axis
  return graph.node('Slice', [sequences, ...bounds], [batch, width]);
}

/** Every row of a matrix divided by its length, as torch `normalize` does it. */
export function normalizeRows(graph: GraphBuilder, x: GraphValue): GraphValue {
  const [rows] = matrixShape(x);
  const lengths = graph.node('ReduceL2', [x, graph.integers([1])], [rows, 1]);
  const atLeast = graph.node('Max', [lengths, number(graph, lengths, 1e-12)], lengths.shape);
  return graph.node('Div', [x, atLeast], x.shape);
}

/** Joins two pictures along their channels. */
export function concatChannels(graph: GraphBuilder, a: GraphValue, b: GraphValue): GraphValue {
  const [batch, channelsA, height, width] = pictureShape(a);
  const [, channelsB] = pictureShape(b);
  const shape = [batch, channelsA + channelsB, height, width];
  return graph.node('Concat', [a, b], shape, { attributes: { axis: { int: 1 } } });
}

/** Splits rows in two halves of equal width. */
export function splitHalves(graph: GraphBuilder, x: GraphValue): readonly [GraphValue, GraphValue] {
  const [rows, width] = matrixShape(x);
  const half = [rows, width / 2];
  const attributes = { axis: { int: 1 }, num_outputs: { int: 2 } };
  return graph.nodeWithResults('Split', [x], [half, half], { attributes });
}

export function relu(graph: GraphBuilder, x: GraphValue): GraphValue {
  return graph.node('Relu', [x], x.shape);
}

/** A number to go with `x`, of its type. */
export function number(graph: GraphBuilder, x: GraphValue, value: number): GraphValue {
  return graph.cast(graph.constant([value], []), x.type);
}

/** `factor · x + offset`. */
export function scaleAndShift(
  graph: GraphBuilder,
  x: GraphValue,
  factor: number,
  offset: number,
): GraphValue {
  const scaled = graph.node('Mul', [x, number(graph, x, factor)], x.shape);
  return graph.node('Add', [scaled, number(graph, x, offset)], x.shape);
}

/** `x · sigmoid(x)`. */
export function silu(graph: GraphBuilder, x: GraphValue): GraphValue {
  return scaledSigmoidGate(graph, x, 1);
}

/** CLIP's approximation of GELU, `x · sigmoid(1.702 x)`. */
export function quickGelu(graph: GraphBuilder, x: GraphValue): GraphValue {
  return scaledSigmoidGate(graph, x, 1.702);
}

/** Exact GELU, `x · Φ(x)` through erf. */
export function gelu(graph: GraphBuilder, x: GraphValue): GraphValue {
  if (graph.profile.activations === 'operators') return graph.node('Gelu', [x], x.shape);
  const root = graph.node('Div', [x, number(graph, x, Math.SQRT2)], x.shape);
  const error = graph.node('Erf', [root], x.shape);
  const sum = graph.node('Add', [error, number(graph, x, 1)], x.shape);
  return graph.node('Mul', [multiply(graph, x, sum), number(graph, x, 0.5)], x.shape);
}

/** One pass over memory; ONNX Runtime fuses Sigmoid and Mul into this operator, writing it spares the search. */
function scaledSigmoidGate(graph: GraphBuilder, x: GraphValue, alpha: number): GraphValue {
  if (graph.profile.activations === 'arithmetic') {
    const scaled = alpha === 1 ? x : graph.node('Mul', [x, number(graph, x, alpha)], x.shape);
    return multiply(graph, x, graph.node('Sigmoid', [scaled], x.shape));
  }
  return graph.node('QuickGelu', [x], x.shape, {
    domain: 'com.microsoft',
    attributes: { alpha: { float: alpha } },
  });
}

/** `[batch, channels, height, width]` → `[batch · height · width, channels]`: one row per pixel. */
export function pictureToTokens(graph: GraphBuilder, x: GraphValue): GraphValue {
  const [batch, channels, height, width] = pictureShape(x);
  const flat = reshape(graph, x, [batch, channels, height * width]);
  return reshape(graph, transpose(graph, flat, [0, 2, 1]), [batch * height * width, channels]);
}

/** Inverse of `pictureToTokens`. */
export function tokensToPicture(
  graph: GraphBuilder,
  tokens: GraphValue,
  size: { readonly batch: number; readonly height: number; readonly width: number },
): GraphValue {
  const [, channels] = matrixShape(tokens);
  const { batch, height, width } = size;
  const rows = reshape(graph, tokens, [batch, height * width, channels]);
  return reshape(graph, transpose(graph, rows, [0, 2, 1]), [batch, channels, height, width]);
}

export function pictureShape(
  x: GraphValue,
): [batch: number, channels: number, height: number, width: number] {
  const [batch, channels, height, width, ...rest] = x.shape;
  if (!batch || !channels || !height || !width || rest.length > 0)
    throw new TypeError(`${x.name} is not a picture: its shape is [${x.shape.join(', ')}]`);
  return [batch, channels, height, width];
}

export function matrixShape(x: GraphValue): [rows: number, columns: number] {
  const [rows, columns, ...rest] = x.shape;
  if (!rows || !columns || rest.length > 0)
    throw new TypeError(`${x.name} is not a matrix: its shape is [${x.shape.join(', ')}]`);
  return [rows, columns];
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}
