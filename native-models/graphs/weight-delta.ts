import { product } from '../checkpoints/factor-shapes.ts';
import type { TensorEntry } from '../checkpoints/tensor-entry.ts';
import type { Factors, Magnitude, WeightDelta } from '../checkpoints/weight-delta.ts';
import type { GraphBuilder, GraphValue } from './graph-builder.ts';
import { add, matrixShape, multiply, reshape, transpose } from './operators.ts';

/**
 * A weight with what a LoRA or one of its relatives adds to it, as kohya's `merge_lora.py` and LyCORIS' merging do. All
 * inputs are constants: ONNX Runtime computes it once while it loads the graph, or layer by layer (`adaptsWhileRunning`).
 *
 * @param name what the delta's tensors are called in the graph, e.g. the weight's key and a number.
 * @param weight to which it is added: the original with what was added before.
 * @param original as the checkpoint has it: DoRA's lengths are those of it and of its own delta, whatever else is added.
 */
export function addWeightDelta(
  graph: GraphBuilder,
  name: string,
  weight: GraphValue,
  original: GraphValue,
  { factors, scale, strength, magnitude }: WeightDelta,
): GraphValue {
  const [, , ...kernel] = weight.shape;
  const matrix = matrixOfFactors({ graph, name, kernel }, factors);
  const times = (x: GraphValue, factor: number) =>
    graph.node('Mul', [x, graph.constant([factor], [1])], x.shape);
  if (magnitude === undefined) {
    return add(graph, weight, reshape(graph, times(matrix, scale * strength), weight.shape));
  }
  const changed = add(graph, original, reshape(graph, times(matrix, scale), original.shape));
  const whole = withMagnitude(graph, name, changed, magnitude);
  const difference = graph.node('Sub', [whole, original], original.shape);
  return add(graph, weight, times(difference, strength));
}

interface Place {
  readonly graph: GraphBuilder;
  /** Of the delta, then of a part of it. */
  readonly name: string;
  readonly kernel: readonly number[];
}

/** `[rows, width]`. */
function matrixOfFactors(place: Place, factors: Factors): GraphValue {
  const { graph, name, kernel } = place;
  switch (factors.kind) {
    case 'whole':
      return storedMatrix(place, 'difference', factors.tensor);
    case 'product': {
      const down = storedMatrix(place, 'down', factors.down);
      return matMul(graph, storedMatrix(place, 'up', factors.up), down);
    }
    case 'tucker':
      return tuckerMatrix(place, factors);
    case 'hadamard': {
      const [first, second] = factors.factors;
      return multiply(
        graph,
        matrixOfFactors({ ...place, name: `${name} 1` }, first),
        matrixOfFactors({ ...place, name: `${name} 2` }, second),
      );
    }
    case 'kronecker': {
      const [first, second] = factors.factors;
      const large = matrixOfFactors({ graph, name: `${name} 1`, kernel: [] }, first);
      const small = matrixOfFactors({ ...place, name: `${name} 2`, kernel }, second);
      const [rows, columns] = matrixShape(large);
      const [height, width] = matrixShape(small);
      const blocks = graph.node(
        'Mul',
        [
          reshape(graph, large, [rows, 1, columns, 1]),
          reshape(graph, small, [1, height, 1, width]),
        ],
        [rows, height, columns, width],
      );
      return reshape(graph, blocks, [rows * height, columns * width]);
    }
  }
}

/** `Σ up[o, a] · core[a, b, k] · down[b, i]`, as `[o, i · k]`. */
function tuckerMatrix(
  place: Place,
  { up, core, down, isTurned }: Extract<Factors, { kind: 'tucker' }>,
): GraphValue {
  const { graph, kernel } = place;
  const places = product(kernel);
  const stored = storedMatrix(place, 'up', up);
  const upMatrix = isTurned ? transpose(graph, stored, [1, 0]) : stored;
  const downMatrix = storedMatrix(place, 'down', down);
  const [rows] = matrixShape(upMatrix);
  const [rank, columns] = matrixShape(downMatrix);
  const spread = matMul(graph, upMatrix, storedMatrix(place, 'core', core));
  const perPlace = transpose(graph, reshape(graph, spread, [rows, rank, places]), [0, 2, 1]);
  const mixed = matMul(graph, reshape(graph, perPlace, [rows * places, rank]), downMatrix);
  const turned = transpose(graph, reshape(graph, mixed, [rows, places, columns]), [0, 2, 1]);
  return reshape(graph, turned, [rows, columns * places]);
}

/** DoRA: rows, or columns with their kernel, at the lengths that were learnt. */
function withMagnitude(
  graph: GraphBuilder,
  name: string,
  weight: GraphValue,
  { tensor, per }: Magnitude,
): GraphValue {
  const [outputs = 1, inputs = 1, ...kernel] = weight.shape;
  const cube = reshape(graph, weight, [outputs, inputs, product(kernel)]);
  const [axes, shape] =
    per === 'output'
      ? ([
          [1, 2],
          [outputs, 1, 1],
        ] as const)
      : ([
          [0, 2],
          [1, inputs, 1],
        ] as const);
  const lengths = graph.node('ReduceL2', [cube, graph.integers(axes)], shape);
  // As LyCORIS adds it: a row of zeros stays one.
  const aboveZero = graph.node('Add', [lengths, graph.constant([epsilon], [1])], shape);
  const stored = graph.cast(graph.storedTensor(`${name} lengths`, tensor, tensor.shape), 'float32');
  const ratio = graph.node('Div', [reshape(graph, stored, shape), aboveZero], shape);
  return reshape(graph, multiply(graph, cube, ratio), weight.shape);
}

/** Distance from 1 to the next float32. */
const epsilon = 2 ** -23;

function storedMatrix({ graph, name }: Place, part: string, entry: TensorEntry): GraphValue {
  const [rows = 1, ...rest] = entry.shape;
  const stored = graph.storedTensor(`${name} ${part}`, entry, entry.shape);
  return reshape(graph, graph.cast(stored, 'float32'), [rows, product(rest)]);
}

function matMul(graph: GraphBuilder, a: GraphValue, b: GraphValue): GraphValue {
  return graph.node('MatMul', [a, b], [matrixShape(a)[0], matrixShape(b)[1]]);
}
