import type { ComfyGraph, ComfyNode } from './comfy-graph.ts';
import { follow, valueAt } from './comfy-walk.ts';
import { isObject } from './parse-json.ts';
import { toText } from './recipe-values.ts';

interface FoundLora {
  readonly name: unknown;
  readonly scale: unknown;
}

/** The checkpoint at the end of the chain of models, and the LoRAs on the way, the first that is applied first. */
export function findModel(
  graph: ComfyGraph,
  start: ComfyNode | null,
): { name: unknown; loras: FoundLora[] } {
  let loras: FoundLora[] = [];
  const seen = new Set<string>();
  for (let node = start; node !== null && !seen.has(node.id); node = follow(graph, node, 'model')) {
    seen.add(node.id);
    loras = [...stackOf(graph, node, seen), ...lorasOf(graph, node), ...loras];
    for (const kind of ['ckpt_name', 'unet_name', 'base_ckpt_name']) {
      const name = valueAt(graph, node, kind);
      // Selectors with a picture of each model keep name and picture together.
      if (name !== undefined) return { name: isObject(name) ? name['content'] : name, loras };
    }
  }
  return { name: null, loras };
}

/** LoRAs that a node is handed as a list, which other nodes may have begun. */
function stackOf(graph: ComfyGraph, node: ComfyNode, seen: Set<string>): FoundLora[] {
  const stack = follow(graph, node, 'lora_stack');
  if (stack === null || seen.has(stack.id)) return [];
  seen.add(stack.id);
  return [...stackOf(graph, stack, seen), ...lorasOf(graph, stack)];
}

/** One by name; some by number; or an object for each, which can be switched off. */
function lorasOf(graph: ComfyGraph, node: ComfyNode): FoundLora[] {
  const { values } = node;
  const single = valueAt(graph, node, 'lora_name');
  if (isChosen(single)) {
    return [{ name: single, scale: values['strength_model'] ?? values['lora_model_strength'] }];
  }
  const count = typeof values['lora_count'] === 'number' ? values['lora_count'] : Infinity;
  return Object.keys(values).flatMap((key): FoundLora[] => {
    const value = values[key];
    if (isObject(value)) {
      const isOn = value['on'] !== false && isChosen(value['lora']);
      return isOn ? [{ name: value['lora'], scale: value['strength'] }] : [];
    }
    const number = /^lora_(?:name_)?0*(\d{1,3})$/.exec(key)?.[1];
    if (number === undefined || Number(number) > count || !isChosen(value)) return [];
    const isOff = values[`switch_${number}`] === 'Off';
    return isOff ? [] : [{ name: value, scale: weightOf(node, key, number) }];
  });
}

/** A simple stack has one weight, one with two has that of the UNet first. */
function weightOf({ values }: ComfyNode, key: string, number: string): unknown {
  const digits = /\d+$/.exec(key)?.[0] ?? number;
  const isSimple = values['input_mode'] === 'simple';
  const names = isSimple
    ? ['lora_wt_']
    : ['model_str_', 'model_weight_', 'strength_model_', 'lora_wt_', 'strength_'];
  return names.map((name) => values[name + digits]).find((value) => value !== undefined);
}

function isChosen(name: unknown): boolean {
  return toText(name) !== null && name !== 'None';
}
