import { constantsBeforeEach, divideNodes } from './constant-nodes.ts';
import { type ElementType, type OnnxNode, type OnnxValueInfo } from './onnx-proto.ts';

/** What a run of a graph needs besides its weights as they are stored. */
export interface GraphMemory {
  /** Most bytes of results that are needed at once while the graph runs, inputs and outputs included. */
  readonly activationBytes: number;
  /** Bytes of what is made of weights and constants alone: ONNX Runtime computes it while loading and keeps it. */
  readonly foldedBytes: number;
  /** Of these, weights as they are stored, in another type. */
  readonly widenedBytes: number;
  /** Where nothing is folded: most bytes that it takes to make what one operator reads of it. */
  readonly unfoldedBytes: number;
  /** Floating-point operations that every run then has besides, a multiply-add counted as two. */
  readonly foldedOperations: number;
}

export interface SizedValue {
  readonly type: ElementType;
  readonly shape: readonly number[];
}

/** What of a graph decides about its memory. */
export interface MeasuredGraph {
  readonly nodes: readonly OnnxNode[];
  /** Every result's type and shape, those of `inputs` too. */
  readonly values: ReadonlyMap<string, SizedValue>;
  /** Weights. */
  readonly initializers: readonly OnnxValueInfo[];
  /** Names of what the caller passes in. */
  readonly inputs: readonly string[];
  /** Names of results that live to the end. */
  readonly outputs: readonly string[];
}

/** Results that are their input under another name. */
const SAME_BYTES = new Set(['Reshape', 'Identity', 'Squeeze', 'Unsqueeze', 'Flatten']);

/** Operators that compute nothing. */
const MOVES = new Set([...SAME_BYTES, 'Cast', 'Expand', 'Transpose']);

/** Operators that write their result over an input of the same size, once nobody else needs it. */
const IN_PLACE = new Set(['Add', 'Sub', 'Mul', 'Div', 'Sigmoid', 'Clip', 'Erf', 'Gelu', 'Softmax']);

/** What a graph takes as ONNX Runtime loads it, and where it is kept from folding. */
export function measureGraphMemory(graph: MeasuredGraph): GraphMemory {
  const { values, initializers, inputs } = graph;
  const divided = divideNodes(graph.nodes, inputs);
  const folded = divided.constants.flatMap(({ outputs }) => outputs);
  const isFolded = new Set(folded);
  const widened = divided.constants.filter(
    ({ opType, inputs: [source = ''] }) => opType === 'Cast' && !isFolded.has(source),
  );
  const stored = new Map(initializers.map(({ name, shape }) => [name, shape]));
  const shapeOf = (name: string) => values.get(name)?.shape ?? stored.get(name) ?? [];
  const bytesOf = (names: readonly string[]): number =>
    sum(names.map((name) => sizeOf(values.get(name))));
  return {
    activationBytes: peakBytes(divided.others, graph),
    foldedBytes: bytesOf(folded),
    widenedBytes: bytesOf(widened.flatMap(({ outputs }) => outputs)),
    unfoldedBytes: constantsBeforeEach(divided).reduce((most, nodes, place) => {
      const outputs = divided.others[place]?.inputs ?? [];
      return Math.max(most, peakBytes(nodes, { values, inputs: [], outputs }));
    }, 0),
    foldedOperations: sum(divided.constants.map((node) => operationsOf(node, shapeOf))),
  };
}

/**
 * Follows the results through a graph, node after node: a result lives from the node that makes it to the last one that
 * reads it.
 */
function peakBytes(
  nodes: readonly OnnxNode[],
  { values, inputs, outputs }: Pick<MeasuredGraph, 'values' | 'inputs' | 'outputs'>,
): number {
  /** Results under the name of what owns their bytes. */
  const owners = new Map<string, string>(inputs.map((name) => [name, name]));
  const lastUses = new Map<string, number>();
  for (const [place, node] of nodes.entries()) {
    const read = node.inputs.flatMap((name) => owners.get(name) ?? []);
    for (const owner of read) lastUses.set(owner, place);
    const [source = ''] = node.inputs;
    for (const name of node.outputs) {
      // Weights under another name are nobody's: they lie in their file, or where they were folded.
      const owner = SAME_BYTES.has(node.opType) ? (owners.get(source) ?? source) : name;
      owners.set(name, owner);
      lastUses.set(owner, place);
    }
  }
  for (const name of outputs) lastUses.set(owners.get(name) ?? name, nodes.length);

  const bytesOf = (name: string): number => sizeOf(values.get(name));
  const live = new Map<string, number>();
  for (const name of inputs) live.set(name, bytesOf(name));
  let now = sum(live.values());
  let peak = now;
  for (const [place, node] of nodes.entries()) {
    const made = node.outputs.filter((name) => owners.get(name) === name);
    const read = [...new Set(node.inputs.flatMap((name) => owners.get(name) ?? []))];
    for (const name of made) {
      live.set(name, bytesOf(name));
      now += bytesOf(name);
    }
    const reused = IN_PLACE.has(node.opType)
      ? read.find((name) => lastUses.get(name) === place && live.get(name) === bytesOf(made[0]!))
      : undefined;
    peak = Math.max(peak, now + workBytes(node, bytesOf) - (reused ? (live.get(reused) ?? 0) : 0));
    for (const name of [...read, ...made]) {
      if (lastUses.get(name) !== place) continue;
      now -= live.get(name) ?? 0;
      live.delete(name);
    }
  }
  return peak;
}

/** Buffers that an operator has for itself: attention lays queries, keys and values out head by head. */
function workBytes(node: OnnxNode, bytesOf: (name: string) => number): number {
  if (node.opType !== 'MultiHeadAttention') return 0;
  return sum(node.inputs.slice(0, 3).map(bytesOf));
}

/** Of what LoRAs and their relatives need; other operators are taken to do one for each number of a result. */
function operationsOf(
  { opType, inputs: [first = ''], outputs }: OnnxNode,
  shapeOf: (name: string) => readonly number[],
): number {
  if (MOVES.has(opType)) return 0;
  const made = sum(outputs.map((name) => elementsOf(shapeOf(name))));
  if (opType === 'MatMul') return 2 * made * (shapeOf(first).at(-1) ?? 0);
  return opType.startsWith('Reduce') ? elementsOf(shapeOf(first)) : made;
}

function sizeOf(value: SizedValue | undefined): number {
  return value === undefined ? 0 : BYTES[value.type] * elementsOf(value.shape);
}

function elementsOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

const BYTES: Readonly<Record<ElementType, number>> = {
  float32: 4,
  uint8: 1,
  int8: 1,
  int32: 4,
  int64: 8,
  bool: 1,
  float16: 2,
  float64: 8,
  bfloat16: 2,
};

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
