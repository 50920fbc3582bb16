import type { ComfyGraph, ComfyNode } from './comfy-graph.ts';
import { follow, valueAt } from './comfy-walk.ts';

const towardsClip = ['clip', 'conditioning', 'conditioning_1', 'positive'];

/**
 * How many layers the text encoder behind a conditioning leaves out: `CLIPSetLastLayer` counts them from −1, which is none.
 * Null where it cannot be seen.
 */
export function findClipSkip(graph: ComfyGraph, conditioning: ComfyNode | null): number | null {
  const seen = new Set<string>();
  for (let node = conditioning; node !== null && !seen.has(node.id);) {
    seen.add(node.id);
    const last = valueAt(graph, node, 'stop_at_clip_layer') ?? valueAt(graph, node, 'clip_skip');
    if (typeof last === 'number') return last < 0 ? -last - 1 : null;
    // The loader at the end of the chain has a text encoder whole.
    if (/Loader/.test(node.type) && !('clip' in node.links)) return 0;
    node = nextOf(graph, node);
  }
  return null;
}

function nextOf(graph: ComfyGraph, node: ComfyNode): ComfyNode | null {
  for (const name of towardsClip) {
    const next = follow(graph, node, name);
    if (next !== null) return next;
  }
  return null;
}
