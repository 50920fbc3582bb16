import type { ComfyGraph, ComfyNode } from './comfy-graph.ts';
import { follow } from './comfy-walk.ts';
import { toText } from './recipe-values.ts';

/** Inputs that lead from a conditioning to the texts it was made of, and from a text to where it was typed. */
const towardsText = [
  'conditioning',
  'conditioning_1',
  'conditioning_2',
  'conditioning_to',
  'conditioning_from',
  'populated_text',
  'text',
  'text_g',
  'text_l',
  'clip_g',
  'clip_l',
  't5xxl',
  'string',
  'string_a',
  'string_b',
  'text_a',
  'text_b',
  'text_c',
  'text_d',
  'text1',
  'text2',
  'prompt',
  'value',
];

/**
 * The words behind a conditioning, each text once, one per line, in the order in which they are combined.
 *
 * @param role a node that makes or changes both conditionings at once has an input for each, e.g. `ControlNetApplyAdvanced`
 */
export function findText(
  graph: ComfyGraph,
  start: ComfyNode | null,
  role: 'positive' | 'negative',
): string {
  const texts = new Set<string>();
  const seen = new Set<string>();
  const names = [role, ...towardsText];
  const waiting = start === null ? [] : [start];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (seen.has(node.id) || node.type === 'ConditioningZeroOut') continue;
    seen.add(node.id);
    for (const text of ownTexts(node, names)) texts.add(text);
    for (const name of names.toReversed()) {
      const before = follow(graph, node, name);
      if (before !== null) waiting.push(before);
    }
  }
  return [...texts].join('\n');
}

/** Of a prompt with choices what was chosen, where the node keeps both. */
function ownTexts({ values }: ComfyNode, names: readonly string[]): string[] {
  const populated = toText(values['populated_text']);
  if (populated !== null) return [populated];
  return names.flatMap((name) => toText(values[name]) ?? []);
}
