import type { GraphBuilder, GraphValue } from './graph-builder.ts';
import type { Int8Layers, ProductLayer } from './int8-layers.ts';
import { computeInInt8 } from './int8-product.ts';
import { reshape } from './operators.ts';

/*
 * What calibration wants to know of every layer, as extra outputs of a graph that computes in floating point: for
 * `GraphOptions.onLayer`.
 */

/** Outputs `PATH ranges` `[4]` of every convolution: least and greatest of its input, then of its output. */
export function watchRanges(
  graph: GraphBuilder,
  { kind, path, input, output }: ProductLayer,
): void {
  if (kind === 'linear') return;
  const ends = [input, output].flatMap((value) => [
    reduce(graph, 'ReduceMin', value),
    reduce(graph, 'ReduceMax', value),
  ]);
  graph.output(`${path}${RANGES}`, join(graph, ends));
}

export const RANGES = ' ranges';

/**
 * Outputs `PATH errors` `[2]` of every layer of `layers`: the squares of what its 8-bit form is off by, summed up, and of its
 * result.
 */
export function watchErrors(
  layers: Int8Layers,
): (graph: GraphBuilder, layer: ProductLayer) => void {
  return (graph, layer) => {
    const as = layers.get(layer.path);
    if (!as) return;
    const rounded = computeInInt8(graph, layer, as);
    const difference = graph.node('Sub', [rounded, layer.output], layer.shape);
    const sums = [difference, layer.output].map((value) => reduce(graph, 'ReduceSumSquare', value));
    graph.output(`${layer.path}${ERRORS}`, join(graph, sums));
  };
}

export const ERRORS = ' errors';

/** Over all values. */
function reduce(graph: GraphBuilder, operator: string, value: GraphValue): GraphValue {
  const number = graph.node(operator, [value], [], { attributes: { keepdims: { int: 0 } } });
  return reshape(graph, number, [1]);
}

function join(graph: GraphBuilder, numbers: readonly GraphValue[]): GraphValue {
  return graph.node('Concat', numbers, [numbers.length], { attributes: { axis: { int: 0 } } });
}
