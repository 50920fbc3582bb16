import type { FoundRecipe } from '../api/contract/found-recipe.ts';
import type { PictureTexts } from './picture-texts.ts';
import { readApiGraph, readWorkflow, type ComfyGraph, type ComfyNode } from './comfy-graph.ts';
import { parseObject } from './parse-json.ts';
import { toFoundRecipe, toText } from './recipe-values.ts';

/**
 * ComfyUI: a picture holds the graph that made it, as text `prompt` (the API's form) and `workflow` (the editor's); in WebP
 * they are Exif's Model and Make, each with its name and a colon in front. The recipe is read off the graph: the sampler
 * that began the picture, and what its inputs come from.
 */
export function readComfyUi(texts: PictureTexts): FoundRecipe | null {
  const api = parseObject(textNamed('prompt', texts));
  const workflow = parseObject(textNamed('workflow', texts));
  return (
    (api === null ? null : readGraph(readApiGraph(api))) ??
    (workflow === null ? null : readGraph(readWorkflow(workflow)))
  );
}

function textNamed(name: string, texts: PictureTexts): string | undefined {
  if (texts.has(name)) return texts.get(name);
  for (const tag of ['exif:make', 'exif:model', 'exif:imageDescription', 'exif:userComment']) {
    const text = texts.get(tag) ?? '';
    if (text.slice(0, name.length + 1).toLowerCase() === `${name}:`) {
      return text.slice(name.length + 1);
    }
  }
  // Savers of other makers put both graphs into one object.
  const both = parseObject(texts.get('exif:userComment') ?? texts.get('comment'));
  const part = both?.[name];
  return part === undefined ? undefined : typeof part === 'string' ? part : JSON.stringify(part);
}

function readGraph(graph: ComfyGraph): FoundRecipe | null {
  const sampler = firstSampler(graph);
  if (sampler === null) return null;
  const up = (name: string, from: ComfyNode | null = sampler) => follow(graph, from, name);
  const guider = up('guider');
  const conditions = guider ?? sampler;
  const scheduler = up('sigmas');
  const selected = up('sampler');
  const noise = up('noise');
  const latent = up('latent_image') ?? up('latent');
  const model = modelOf(graph, up('model', conditions) ?? up('model'));
  const valueOf = (name: string, ...nodes: (ComfyNode | null)[]) =>
    nodes.map((node) => valueAt(graph, node, name)).find((value) => value !== undefined);
  return toFoundRecipe({
    program: 'comfyui',
    prompt: textOf(graph, up('positive', conditions) ?? up('conditioning', conditions)),
    negativePrompt: textOf(graph, up('negative', conditions)),
    seed: valueOf('seed', sampler) ?? valueOf('noise_seed', sampler, noise),
    steps: valueOf('steps', sampler, scheduler),
    guidance: valueOf('cfg', sampler, guider),
    samplerName: samplerName(
      valueOf('sampler_name', sampler, selected),
      valueOf('scheduler', sampler, scheduler),
    ),
    width: valueOf('width', latent),
    height: valueOf('height', latent),
    modelName: model.name,
    loras: model.loras,
  });
}

/** `euler karras`; the usual spacing is not worth a word. */
function samplerName(name: unknown, scheduler: unknown): string | null {
  const known = toText(name);
  const spacing = toText(scheduler);
  if (known === null) return null;
  return spacing === null || spacing === 'normal' ? known : `${known} ${spacing}`;
}

/**
 * The sampler that drew the composition: from what is saved back along the latents to the one that has no sampler before
 * it. A second pass only refines.
 */
function firstSampler(graph: ComfyGraph): ComfyNode | null {
  const savers = [...graph.values()].filter(({ type }) => /^(Save|Preview).*/.test(type));
  const starts = savers.length > 0 ? savers : [...graph.values()];
  let found: ComfyNode | null = null;
  const seen = new Set<string>();
  const waiting = [...starts];
  // `of` goes on to what is added meanwhile: breadth first, so that the farthest comes last.
  for (const node of waiting) {
    if (seen.has(node.id)) continue;
    seen.add(node.id);
    if (isSampler(node)) found = node;
    // Behind a sampler only its latents lead to an earlier one; text and model do not.
    const names = isSampler(node) ? ['latent_image', 'latent'] : Object.keys(node.links);
    for (const name of names) {
      const before = graph.get(node.links[name] ?? '');
      if (before !== undefined) waiting.push(before);
    }
  }
  return found;
}

function isSampler({ links, type }: ComfyNode): boolean {
  const hasConditions = 'positive' in links && ('latent_image' in links || 'latent' in links);
  return hasConditions ? !/Apply|Conditioning/.test(type) : 'guider' in links && 'sigmas' in links;
}

function follow(graph: ComfyGraph, node: ComfyNode | null, name: string): ComfyNode | null {
  return graph.get(node?.links[name] ?? '') ?? null;
}

/** A value of a node, or of the primitive node that its input comes from. */
function valueAt(graph: ComfyGraph, node: ComfyNode | null, name: string): unknown {
  if (node === null) return undefined;
  const source = follow(graph, node, name);
  if (source === null) return node.values[name];
  return [source.values['value'], source.values[name], ...Object.values(source.values)].find(
    (value) => typeof value === 'number' || typeof value === 'string',
  );
}

/** Inputs that lead from a conditioning to the texts it was made of, and from a text to where it was typed. */
const towardsText = [
  'conditioning',
  'conditioning_1',
  'conditioning_2',
  'conditioning_to',
  'conditioning_from',
  'positive',
  'text',
  'text_g',
  'text_l',
  'string',
  'string_a',
  'string_b',
  'prompt',
  'value',
];

/** The words behind a conditioning, each text once, one per line, in the order in which they are combined. */
function textOf(graph: ComfyGraph, start: ComfyNode | null): string {
  const texts = new Set<string>();
  const seen = new Set<string>();
  const waiting = start === null ? [] : [start];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (seen.has(node.id)) continue;
    seen.add(node.id);
    for (const name of towardsText) {
      const value = toText(node.values[name]);
      if (value !== null) texts.add(value);
    }
    for (const name of towardsText.toReversed()) {
      const before = follow(graph, node, name);
      if (before !== null) waiting.push(before);
    }
  }
  return [...texts].join('\n');
}

/** The checkpoint at the end of the chain of models, and the LoRAs on the way. */
function modelOf(
  graph: ComfyGraph,
  start: ComfyNode | null,
): { name: unknown; loras: { name: unknown; scale: unknown }[] } {
  const loras: { name: unknown; scale: unknown }[] = [];
  const seen = new Set<string>();
  for (let node = start; node !== null && !seen.has(node.id); node = follow(graph, node, 'model')) {
    seen.add(node.id);
    const { lora_name: lora, strength_model: scale, ckpt_name, unet_name } = node.values;
    if (lora !== undefined) loras.unshift({ name: lora, scale });
    const name = ckpt_name ?? unet_name;
    if (name !== undefined) return { name, loras };
  }
  return { name: null, loras };
}
