import type { OnnxNode } from './onnx-proto.ts';

/**
 * The same nodes, those first that depend on no input. ONNX Runtime goes back from the results, and of what an operator
 * needs it runs first what was written last: weights that are widened while a graph runs are then made just before they are
 * used, and never many at once.
 *
 * @param inputs names of what the caller passes in
 */
export function constantsFirst(
  nodes: readonly OnnxNode[],
  inputs: readonly string[],
): readonly OnnxNode[] {
  const dependent = new Set(inputs);
  const [constants, others]: [OnnxNode[], OnnxNode[]] = [[], []];
  for (const node of nodes) {
    if (node.inputs.some((name) => dependent.has(name))) {
      others.push(node);
      for (const name of node.outputs) dependent.add(name);
    } else constants.push(node);
  }
  return [...constants, ...others];
}
