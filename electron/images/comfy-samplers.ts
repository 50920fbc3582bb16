import { passedOver, type ComfyGraph, type ComfyNode } from './comfy-graph.ts';

const latentNames = ['latent_image', 'latent'];

/**
 * The sampler that drew the composition: from what is saved back along the latents to the one that has no sampler before
 * it. A second pass only refines.
 */
export function findFirstSampler(graph: ComfyGraph): ComfyNode | null {
  let found: ComfyNode | null = null;
  const seen = new Set<string>();
  const waiting = endsOf(graph);
  // `of` goes on to what is added meanwhile: breadth first, so that the farthest comes last.
  for (const node of waiting) {
    if (seen.has(node.id)) continue;
    seen.add(node.id);
    if (isSampler(node)) found = node;
    // Behind a sampler only its latents lead to an earlier one; text and model do not.
    const names = isSampler(node) ? latentNames : Object.keys(node.links);
    for (const name of names) {
      const before = graph.get(node.links[name] ?? '');
      if (before !== undefined) waiting.push(before);
    }
  }
  return found;
}

/** What saves or shows pictures; otherwise what nothing else takes from. */
function endsOf(graph: ComfyGraph): ComfyNode[] {
  const nodes = [...graph.values()];
  const savers = nodes.filter(
    ({ type, links }) => /save|preview/i.test(type) && Object.keys(links).length > 0,
  );
  if (savers.length > 0) return savers;
  const taken = new Set(nodes.flatMap(({ links }) => Object.values(links)));
  const ends = nodes.filter(({ id }) => !taken.has(id));
  return ends.length > 0 ? ends : nodes;
}

function isSampler({ links, type }: ComfyNode): boolean {
  if (type === passedOver) return false;
  const hasConditions = 'positive' in links && latentNames.some((name) => name in links);
  return hasConditions ? !/Apply|Conditioning/.test(type) : 'guider' in links && 'sigmas' in links;
}

/** Nodes that lay out noise levels in one way alone, with ComfyUI's word for it and what they hold as they come. */
const spacingNodes: Readonly<Record<string, readonly [spacing: string, usual: object]>> = {
  KarrasScheduler: ['karras', { rho: 7 }],
  ExponentialScheduler: ['exponential', {}],
  PolyexponentialScheduler: ['polyexponential', { rho: 1 }],
  BetaSamplingScheduler: ['beta', { alpha: 0.6, beta: 0.6 }],
  AlignYourStepsScheduler: ['align_your_steps', { model_type: 'SD1' }],
};

/** How a node spaces noise levels; undefined where it was set to what nothing else has. */
export function spacingOfNode(node: ComfyNode | null): string | undefined {
  const [spacing, usual = {}] = spacingNodes[node?.type ?? ''] ?? [];
  const isUsual = Object.entries(usual).every(
    ([name, value]) => (node?.values[name] ?? value) === value,
  );
  return isUsual ? spacing : undefined;
}
