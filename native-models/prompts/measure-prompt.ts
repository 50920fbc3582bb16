import { alignText } from '../tokenizers/aligned-text.ts';
import type { PromptTokenizer } from '../tokenizers/prompt-tokenizer.ts';
import { parseComposableSchedule } from './composable-schedule.ts';
import { layOutWindows, type WindowedPrompt, type WindowOptions } from './windows.ts';

export interface MeasureOptions extends WindowOptions {
  /** Steps of the run that the prompt is for. */
  readonly steps: number;
}

/**
 * The longest text that a prompt with schedules and AND reads at any step, in windows: what a token counter shows. Syntax
 * is not counted, and of `[a:b:5]` only the longer one. Matches `update_token_counter` of stable-diffusion-webui 1.9.4.
 *
 * @returns of texts that are equally long, the first.
 * @throws PromptError and TokenizerError as `layOutWindows` and `parseSchedule`.
 */
export function measurePrompt(
  prompt: string,
  tokenizer: PromptTokenizer,
  options: MeasureOptions,
): WindowedPrompt {
  const scheduled = parseComposableSchedule(alignText(prompt), options).flatMap(
    ({ schedule }) => schedule,
  );
  const texts = new Map(scheduled.map(({ text }) => [text.text, text]));
  return texts
    .values()
    .map((text) => layOutWindows(text, tokenizer, options))
    .reduce((longest, other) => (other.pieces.length > longest.pieces.length ? other : longest));
}
