import { type AlignedText, createAlignedTextBuilder } from '../tokenizers/aligned-text.ts';
import type { SyntaxOptions } from './full-width-syntax.ts';
import { parseScheduleTree, type ScheduleNode } from './schedule-tree.ts';

/** What a prompt reads up to a step. */
export interface ScheduledPrompt {
  /** The last step of this text, 1 … `steps`. */
  readonly until: number;
  readonly text: AlignedText;
}

export interface ScheduleOptions extends SyntaxOptions {
  /** Steps of the run, 1 or more. */
  readonly steps: number;
  /**
   * Steps of the pass before this one (webui's "hires fix"): whole numbers then count on from there, and fractions 1 … 2
   * mean this pass.
   */
  readonly stepsBefore?: number;
  /** Webui's "old prompt editing timelines": a number below 1 is a fraction, any other a step. Default false. */
  readonly oldNumbers?: boolean;
}

/**
 * Reads prompt schedules: `[from:to:when]`, `[to:when]`, `[from::when]` and alternation `[a|b]`, nested. `when` is a
 * fraction of the steps where it has a point, otherwise a step.
 *
 * Matches stable-diffusion-webui 1.9.4, `get_learned_conditioning_prompt_schedules` with lark 1.1.2. A prompt that its
 * grammar refuses, for one by a `|` outside `[]`, is not scheduled at all, there as here.
 *
 * @returns ascending, the last `until` being `steps`. Texts of neighbours may be equal.
 * @throws PromptError `recursion-too-deep`.
 */
export function parseSchedule(prompt: AlignedText, options: ScheduleOptions): ScheduledPrompt[] {
  const { steps } = options;
  const tree = parseScheduleTree(prompt.text, options);
  if (tree === null) return [{ until: steps, text: prompt }];
  const ends = new Set([steps]);
  collectEnds(tree, options, ends);
  return [...ends]
    .toSorted((a, b) => a - b)
    .map((until) => ({ until, text: readAt(prompt, tree, until, options) }));
}

/**
 * What a schedule reads at a UNet call.
 *
 * Matches stable-diffusion-webui 1.9.4, `reconstruct_cond_batch`, which takes the first text whose last step is not below
 * the number of calls made: the text before a change is read once more in the call behind it.
 *
 * @param schedule at least one, ascending.
 * @param call from 0.
 */
export function scheduledAt<Text extends Pick<ScheduledPrompt, 'until'>>(
  schedule: readonly Text[],
  call: number,
): Text {
  return schedule.find(({ until }) => call <= until) ?? schedule.at(-1)!;
}

function collectEnds(
  nodes: readonly ScheduleNode[],
  options: ScheduleOptions,
  ends: Set<number>,
): void {
  for (const node of nodes) {
    if (node.kind === 'text') continue;
    if (node.kind === 'alternate') {
      for (let step = 1; step <= options.steps; step++) ends.add(step);
      for (const choice of node.choices) collectEnds(choice, options, ends);
      continue;
    }
    const end = lastStepBefore(node.when, options);
    if (end >= 1) ends.add(end);
    collectEnds(node.before, options, ends);
    collectEnds(node.after, options, ends);
  }
}

function lastStepBefore(
  when: string,
  { steps, stepsBefore, oldNumbers = false }: ScheduleOptions,
): number {
  const value = Number(when);
  if (oldNumbers) return Math.min(steps, Math.trunc(value < 1 ? value * steps : value));
  if (!when.includes('.')) return Math.min(steps, Math.trunc(value - (stepsBefore ?? 0)));
  return Math.min(steps, Math.trunc((value - (stepsBefore === undefined ? 0 : 1)) * steps));
}

/** The text at a step, 1 … `steps`. */
function readAt(
  prompt: AlignedText,
  tree: readonly ScheduleNode[],
  step: number,
  options: ScheduleOptions,
): AlignedText {
  const builder = createAlignedTextBuilder();
  const append = (nodes: readonly ScheduleNode[]): void => {
    for (const node of nodes) {
      if (node.kind === 'text') builder.appendSlice(prompt, node.from, node.to);
      else if (node.kind === 'alternate') append(node.choices[(step - 1) % node.choices.length]!);
      else append(step <= lastStepBefore(node.when, options) ? node.before : node.after);
    }
  };
  append(tree);
  return builder.finish();
}
