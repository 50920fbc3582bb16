import type { AlignedText } from '../tokenizers/aligned-text.ts';
import { splitComposable } from './composable.ts';
import { parseSchedule, type ScheduledPrompt, type ScheduleOptions } from './schedule.ts';

/** One of the prompts that together make a picture, and what it says step by step. */
export interface ComposableSchedule {
  /** Behind its AND; may be negative. */
  readonly weight: number;
  /** As `parseSchedule` gives it. */
  readonly schedule: readonly ScheduledPrompt[];
}

/**
 * Everything that a prompt of webui's syntax says but for the weights in its texts: AND first, then the schedules of each
 * prompt. Matches stable-diffusion-webui 1.9.4, `get_multicond_learned_conditioning`.
 *
 * @returns at least one.
 * @throws PromptError `recursion-too-deep`.
 */
export function parseComposableSchedule(
  prompt: AlignedText,
  options: ScheduleOptions,
): ComposableSchedule[] {
  return splitComposable(prompt, options).map(({ text, weight }) => ({
    weight,
    schedule: parseSchedule(text, options),
  }));
}
