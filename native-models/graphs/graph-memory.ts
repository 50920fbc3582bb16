import { type ElementType, type OnnxNode } from './onnx-proto.ts';

/** What a run of a graph needs besides its weights as they are stored. */
export interface GraphMemory {
  /** Most bytes of results that are needed at once while the graph runs, inputs and outputs included. */
  readonly activationBytes: number;
  /** Bytes of what is made of weights and constants alone: ONNX Runtime computes it while loading and keeps it. */
  readonly foldedBytes: number;
  /** Of these, weights as they are stored, in another type. */
  readonly widenedBytes: number;
  /** Most bytes of them that one operator reads: so many more are needed at once where weights are widened as they are used. */
  readonly widenedAtOnceBytes: number;
  /** Whether all that is made of weights and constants takes no time to speak of: no product of a LoRA, no rounding. */
  readonly foldsLittle: boolean;
}

export interface SizedValue {
  readonly type: ElementType;
  readonly shape: readonly number[];
}

/** Results that are their input under another name. */
const SAME_BYTES = new Set(['Reshape', 'Identity', 'Squeeze', 'Unsqueeze', 'Flatten']);

/** Operators that only fill memory. */
const CHEAP = new Set(['Cast', 'Expand', 'Reshape']);

/** Operators that write their result over an input of the same size, once nobody else needs it. */
const IN_PLACE = new Set(['Add', 'Sub', 'Mul', 'Div', 'Sigmoid', 'Clip', 'Erf', 'Gelu', 'Softmax']);

/**
 * Follows the results through a graph, node after node: a result lives from the node that makes it to the last one that
 * reads it.
 *
 * @param values every result's type and shape; what is not in it is a weight or a constant.
 * @param inputs names of the graph's inputs, which are among `values`.
 * @param outputs names of results that live to the end.
 */
export function measureGraphMemory(
  nodes: readonly OnnxNode[],
  values: ReadonlyMap<string, SizedValue>,
  inputs: readonly string[],
  outputs: readonly string[],
): GraphMemory {
  /** Results under the name of what owns their bytes. */
  const owners = new Map<string, string>(inputs.map((name) => [name, name]));
  const folded = new Set<string>();
  let foldsLittle = true;
  const lastUses = new Map<string, number>();
  for (const [place, node] of nodes.entries()) {
    const read = node.inputs.flatMap((name) => owners.get(name) ?? []);
    if (read.length === 0) {
      for (const name of node.outputs) folded.add(name);
      foldsLittle &&= CHEAP.has(node.opType);
      continue;
    }
    for (const owner of read) lastUses.set(owner, place);
    const [source] = read;
    for (const name of node.outputs) {
      const owner = SAME_BYTES.has(node.opType) && source !== undefined ? source : name;
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
  const widened = new Set(nodes.filter(isWidening).flatMap(({ outputs: [name] }) => name ?? []));
  const widenedBytesOf = (names: Iterable<string>): number =>
    sum([...names].filter((name) => widened.has(name)).map(bytesOf));
  return {
    activationBytes: peak,
    foldedBytes: sum([...folded].map(bytesOf)),
    widenedBytes: widenedBytesOf(widened),
    widenedAtOnceBytes: Math.max(0, ...nodes.map(({ inputs: read }) => widenedBytesOf(read))),
    foldsLittle,
  };

  /** A cast of what no node makes and no caller passes in: of a weight as its file has it. */
  function isWidening({ opType, inputs: [source = ''], outputs: [name = ''] }: OnnxNode): boolean {
    return opType === 'Cast' && folded.has(name) && !folded.has(source);
  }
}

/** Buffers that an operator has for itself: attention lays queries, keys and values out head by head. */
function workBytes(node: OnnxNode, bytesOf: (name: string) => number): number {
  if (node.opType !== 'MultiHeadAttention') return 0;
  return sum(node.inputs.slice(0, 3).map(bytesOf));
}

function sizeOf(value: SizedValue | undefined): number {
  if (value === undefined) return 0;
  return value.shape.reduce((product, size) => product * size, BYTES[value.type]);
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
