import type { LowRankDelta } from '../checkpoints/low-rank-delta.ts';
import type { TensorEntry } from '../checkpoints/tensor-entry.ts';
import type { GraphBuilder, GraphValue } from './graph-builder.ts';
import { add, reshape } from './operators.ts';

/**
 * `weight + scale · (up @ down)`, as kohya's `merge_lora.py` merges a LoRA. All inputs are constants, so ONNX Runtime
 * computes it once while it loads the graph, and a run costs nothing more.
 *
 * @param name what the delta's tensors are called in the graph, e.g. the weight's key and a number.
 */
export function addLowRankDelta(
  graph: GraphBuilder,
  name: string,
  weight: GraphValue,
  { up, down, scale }: LowRankDelta,
): GraphValue {
  const [outputs = 1, ...inputs] = weight.shape;
  const [rank = 1] = down.shape;
  const width = inputs.reduce((product, size) => product * size, 1);
  const stored = (part: string, entry: TensorEntry, shape: readonly number[]) =>
    graph.cast(graph.storedTensor(`${name} ${part}`, entry, shape), 'float32');

  const downMatrix = reshape(graph, stored('down', down, [rank, ...inputs]), [rank, width]);
  const upMatrix = stored('up', up, [outputs, rank]);
  const product = graph.node('MatMul', [upMatrix, downMatrix], [outputs, width]);
  const scaled = graph.node('Mul', [product, graph.constant([scale], [1])], product.shape);
  return add(graph, weight, reshape(graph, scaled, weight.shape));
}
