import { parseAttention } from '../../native-models/prompts/attention.ts';
import { splitComposable } from '../../native-models/prompts/composable.ts';
import { PromptError } from '../../native-models/prompts/prompt-error.ts';
import { parseSchedule } from '../../native-models/prompts/schedule.ts';
import { alignText } from '../../native-models/tokenizers/aligned-text.ts';
import type { PrintSettings } from '../api/contract/recipe.ts';

/**
 * A prompt as a sentence: without weights, schedules (as they are at the last step) and AND, which scorers would read as
 * letters.
 */
export function captionOf(
  prompt: string,
  { promptSyntax, steps }: Pick<PrintSettings, 'promptSyntax' | 'steps'>,
): string {
  if (promptSyntax === 'plain') return prompt;
  try {
    const words = splitComposable(alignText(prompt)).flatMap(({ text }) => {
      const last = parseSchedule(text, { steps }).at(-1)?.text ?? text;
      return parseAttention(last).map((part) => (part.kind === 'text' ? part.text.text : ' '));
    });
    return words.join('').replaceAll(/\s+/g, ' ').trim();
  } catch (error) {
    // Written before there was a syntax: it was read letter by letter then.
    if (error instanceof PromptError) return prompt;
    throw error;
  }
}
