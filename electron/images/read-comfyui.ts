import type { FoundRecipe } from '../api/contract/found-recipe.ts';
import type { PictureTexts } from './picture-texts.ts';
import { readApiGraph, readWorkflow, type ComfyGraph, type ComfyNode } from './comfy-graph.ts';
import { findModel } from './comfy-model.ts';
import { findFirstSampler, spacingOfNode } from './comfy-samplers.ts';
import { findClipSkip } from './comfy-clip-skip.ts';
import { findText } from './comfy-texts.ts';
import { follow, valueAt } from './comfy-walk.ts';
import { parseObject } from './parse-json.ts';
import { toFoundRecipe, toText, withSpacing } from './recipe-values.ts';
import { samplerOfComfy } from './sampler-names.ts';

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
  const sampler = findFirstSampler(graph);
  if (sampler === null) return null;
  const up = (name: string, from: ComfyNode | null = sampler) => follow(graph, from, name);
  const guider = up('guider');
  const conditions = guider ?? sampler;
  const scheduler = up('sigmas');
  const selected = up('sampler');
  const noise = up('noise');
  const model = findModel(graph, up('model', conditions) ?? up('model'));
  const valueOf = (name: string, ...nodes: (ComfyNode | null)[]) =>
    nodes.map((node) => valueAt(graph, node, name)).find((value) => value !== undefined);
  const samplerName = valueOf('sampler_name', sampler, selected);
  const spacing = valueOf('scheduler', sampler, scheduler) ?? spacingOfNode(scheduler);
  return toFoundRecipe({
    program: 'comfyui',
    prompt: findText(
      graph,
      up('positive', conditions) ?? up('conditioning', conditions),
      'positive',
    ),
    negativePrompt: findText(graph, up('negative', conditions), 'negative'),
    seed: valueOf('seed', sampler) ?? valueOf('noise_seed', sampler, noise),
    steps: valueOf('steps', sampler, scheduler),
    guidance: valueOf('cfg', sampler, guider),
    samplerName: withSpacing(samplerName, spacing),
    sampler: samplerOfComfy(samplerName, spacing),
    // Its own samplers draw noise on the processor; another maker's has a switch.
    noiseSource: /^gpu/i.test(toText(valueOf('noise_mode', sampler, noise)) ?? '') ? 'gpu' : 'cpu',
    clipSkip: findClipSkip(graph, up('positive', conditions) ?? up('conditioning', conditions)),
    ...findSize(graph, sampler),
    modelName: model.name,
    loras: model.loras,
  });
}

/** The size of the empty latents that the sampler filled, whatever repeats or crops them on the way. */
function findSize(graph: ComfyGraph, sampler: ComfyNode): { width: unknown; height: unknown } {
  const seen = new Set<string>([sampler.id]);
  const next = (node: ComfyNode): ComfyNode | null =>
    follow(graph, node, 'latent_image') ??
    follow(graph, node, 'latent') ??
    follow(graph, node, 'samples');
  for (let node = next(sampler); node !== null && !seen.has(node.id); node = next(node)) {
    seen.add(node.id);
    for (const prefix of ['', 'empty_latent_']) {
      const width = valueAt(graph, node, `${prefix}width`);
      const height = valueAt(graph, node, `${prefix}height`);
      if (width !== undefined && height !== undefined) return { width, height };
    }
  }
  return { width: null, height: null };
}
