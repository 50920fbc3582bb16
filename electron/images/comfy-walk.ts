import { passedOver, type ComfyGraph, type ComfyNode } from './comfy-graph.ts';

/** The node that an input comes from, behind whatever only hands it on: reroutes and nodes that are passed over. */
export function follow(graph: ComfyGraph, node: ComfyNode | null, name: string): ComfyNode | null {
  const seen = new Set<string>();
  let source = graph.get(node?.links[name] ?? '') ?? null;
  while (source !== null && handsOn(source)) {
    if (seen.has(source.id)) return null;
    seen.add(source.id);
    // A node that is passed over hands on the input of the same kind, which has the same name.
    const inputs = source.links;
    const [only = ''] = Object.values(inputs);
    source = graph.get(inputs[name] ?? only) ?? null;
  }
  return source;
}

function handsOn({ type, links }: ComfyNode): boolean {
  return (type === passedOver || /^Reroute\b/.test(type)) && Object.keys(links).length > 0;
}

/** What a node of one value calls it. */
const valueNames = ['value', 'seed', 'noise_seed', 'int', 'float', 'number', 'string', 'text'];

/** A value of a node, or of the node that its input comes from; undefined where that one computes it. */
export function valueAt(graph: ComfyGraph, node: ComfyNode | null, name: string): unknown {
  if (node === null) return undefined;
  if (!(name in node.links)) return node.values[name];
  const source = follow(graph, node, name);
  if (source === null) return undefined;
  const own = [name, ...valueNames].map((each) => source.values[each]).find(isPlain);
  if (own !== undefined) return own;
  const plain = Object.values(source.values).filter(isPlain);
  return plain.length === 1 ? plain[0] : undefined;
}

function isPlain(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'string';
}
