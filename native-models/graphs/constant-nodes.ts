import type { OnnxNode } from './onnx-proto.ts';

/*
 * Nodes that depend on no input: what they make is the same in every run. ONNX Runtime folds them while it opens a session, or
 * runs them like others.
 */

interface DividedNodes {
  readonly constants: readonly OnnxNode[];
  readonly others: readonly OnnxNode[];
}

/** @param inputs names of what the caller passes in */
export function divideNodes(nodes: readonly OnnxNode[], inputs: readonly string[]): DividedNodes {
  const dependent = new Set(inputs);
  const [constants, others]: [OnnxNode[], OnnxNode[]] = [[], []];
  for (const node of nodes) {
    if (node.inputs.some((name) => dependent.has(name))) {
      others.push(node);
      for (const name of node.outputs) dependent.add(name);
    } else constants.push(node);
  }
  return { constants, others };
}

/**
 * The order to write them in. ONNX Runtime goes back from the results, and of what an operator needs it runs first what was
 * written last: weights that are widened while a graph runs are then made just before they are used, and never many at once.
 */
export function constantsFirst({ constants, others }: DividedNodes): readonly OnnxNode[] {
  return [...constants, ...others];
}

/** For each of the others the nodes that then run just before it, as nothing before needed what they make. */
export function constantsBeforeEach({ constants, others }: DividedNodes): readonly OnnxNode[][] {
  const makers = new Map(constants.flatMap((node) => node.outputs.map((name) => [name, node])));
  const place = (names: readonly string[], before: OnnxNode[]): OnnxNode[] => {
    for (const name of names) {
      const maker = makers.get(name);
      if (maker === undefined) continue;
      for (const made of maker.outputs) makers.delete(made);
      place(maker.inputs, before).push(maker);
    }
    return before;
  };
  return others.map(({ inputs }) => place(inputs, []));
}
