import { isObject, type JsonObject } from './parse-json.ts';

/** One node of a ComfyUI graph. */
export interface ComfyNode {
  readonly id: string;
  /** e.g. `KSampler`. */
  readonly type: string;
  /** Values that stand in the node itself. */
  readonly values: JsonObject;
  /** Ids of the nodes that its other inputs come from. */
  readonly links: Readonly<Record<string, string>>;
}

export type ComfyGraph = ReadonlyMap<string, ComfyNode>;

/** The graph in the API's form: `{ "3": { class_type, inputs: { seed: 1, model: ["4", 0] } } }`. */
export function readApiGraph(json: JsonObject): ComfyGraph {
  const graph = new Map<string, ComfyNode>();
  for (const [id, node] of Object.entries(json)) {
    if (!isObject(node) || typeof node['class_type'] !== 'string') continue;
    const values: Record<string, unknown> = {};
    const links: Record<string, string> = {};
    for (const [name, value] of Object.entries(isObject(node['inputs']) ? node['inputs'] : {})) {
      if (Array.isArray(value) && value.length === 2 && typeof value[1] === 'number') {
        links[name] = String(value[0]);
      } else values[name] = value;
    }
    graph.set(id, { id, type: node['class_type'], values, links });
  }
  return graph;
}

/** The graph as the editor saves it: nodes with the values of their widgets in a list, and a table of links. */
export function readWorkflow(json: JsonObject): ComfyGraph {
  const graph = new Map<string, ComfyNode>();
  const sources = new Map<unknown, string>();
  for (const link of listOf(json['links'])) {
    // [link, from node, from slot, to node, to slot, type], or an object with these names.
    if (Array.isArray(link)) sources.set(link[0], String(link[1]));
    else if (isObject(link)) sources.set(link['id'], String(link['origin_id']));
  }
  for (const node of listOf(json['nodes']).filter(isObject)) {
    const type = node['type'];
    if (typeof type !== 'string') continue;
    const links: Record<string, string> = {};
    for (const input of listOf(node['inputs']).filter(isObject)) {
      const source = sources.get(input['link']);
      if (source !== undefined) links[String(input['name'])] = source;
    }
    const id = String(node['id']);
    graph.set(
      id,
      isPassedOver(node)
        ? { id, type: passedOver, values: {}, links }
        : { id, type, values: widgetValues(type, node['widgets_values']), links },
    );
  }
  return graph;
}

/** The type of a node that is in the workflow and took no part: muted, or passed over from inputs to outputs. */
export const passedOver = '(passed over)';

function isPassedOver({ mode }: JsonObject): boolean {
  return mode === 2 || mode === 4;
}

/** Names of the widgets of the nodes that are understood, in the order in which the editor saves their values. */
const widgets: Readonly<Record<string, readonly string[]>> = {
  KSampler: ['seed', '', 'steps', 'cfg', 'sampler_name', 'scheduler', 'denoise'],
  KSamplerAdvanced: ['add_noise', 'noise_seed', '', 'steps', 'cfg', 'sampler_name', 'scheduler'],
  SamplerCustom: ['add_noise', 'noise_seed', '', 'cfg'],
  RandomNoise: ['noise_seed'],
  KSamplerSelect: ['sampler_name'],
  BasicScheduler: ['scheduler', 'steps', 'denoise'],
  KarrasScheduler: ['steps', 'sigma_max', 'sigma_min', 'rho'],
  ExponentialScheduler: ['steps', 'sigma_max', 'sigma_min'],
  PolyexponentialScheduler: ['steps', 'sigma_max', 'sigma_min', 'rho'],
  BetaSamplingScheduler: ['steps', 'alpha', 'beta'],
  AlignYourStepsScheduler: ['model_type', 'steps', 'denoise'],
  CFGGuider: ['cfg'],
  CLIPTextEncode: ['text'],
  CLIPSetLastLayer: ['stop_at_clip_layer'],
  CLIPTextEncodeSDXL: ['width', 'height', '', '', '', '', 'text_g', 'text_l'],
  CLIPTextEncodeSDXLRefiner: ['ascore', 'width', 'height', 'text'],
  StringConcatenate: ['string_a', 'string_b', 'delimiter'],
  CheckpointLoaderSimple: ['ckpt_name'],
  CheckpointLoader: ['config_name', 'ckpt_name'],
  UNETLoader: ['unet_name'],
  LoraLoader: ['lora_name', 'strength_model', 'strength_clip'],
  LoraLoaderModelOnly: ['lora_name', 'strength_model'],
  EmptyLatentImage: ['width', 'height'],
  EmptySD3LatentImage: ['width', 'height'],
  PrimitiveNode: ['value'],
  PrimitiveString: ['value'],
  PrimitiveStringMultiline: ['value'],
  PrimitiveInt: ['value'],
  PrimitiveFloat: ['value'],
  'Seed (rgthree)': ['seed'],
};

function widgetValues(type: string, values: unknown): JsonObject {
  if (isObject(values)) return values;
  const names = widgets[type] ?? (typeof listOf(values)[0] === 'string' ? ['text'] : []);
  return Object.fromEntries(
    names.flatMap((name, index) => (name === '' ? [] : [[name, listOf(values)[index]]])),
  );
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
