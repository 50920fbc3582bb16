import { parseAttention } from '../../native-models/prompts/attention.ts';
import { choosePrompt } from '../../native-models/prompts/choose-prompt.ts';
import { splitComposable } from '../../native-models/prompts/composable.ts';
import { PromptError } from '../../native-models/prompts/prompt-error.ts';
import { parseSchedule } from '../../native-models/prompts/schedule.ts';
import { alignText } from '../../native-models/tokenizers/aligned-text.ts';
import type { Arm } from '../api/contract/arm.ts';
import type { PromptSyntax } from '../api/contract/recipe.ts';
import { StudioError } from './studio-error.ts';
import type { WildcardLines } from './wildcards.ts';

type Prompts = Pick<Arm, 'prompt' | 'negativePrompt'>;
type Reading = { readonly promptSyntax: PromptSyntax };
const noWildcards: WildcardLines = () => undefined;

/**
 * What an arm's texts say at one seed; `wildcards` has the lines that `__name__` chooses from. All arms of a pair let the same seed choose, so that choices written in the same
 * order in both languages (`{桜|紅葉}`, `{cherry blossoms|autumn leaves}`) agree.
 *
 * @throws StudioError PROMPT_INVALID
 */
export function settlePrompts(
  prompts: Prompts,
  seed: string,
  reading: Reading,
  wildcards: WildcardLines = noWildcards,
): Prompts {
  return {
    prompt: settle(prompts.prompt, seed, reading, wildcards),
    negativePrompt: settle(prompts.negativePrompt, seed, reading, wildcards),
  };
}

/** Refuses syntax that no seed could settle, before anything is queued. @throws StudioError PROMPT_INVALID */
export function requireReadable(
  prompts: Prompts,
  reading: Reading,
  wildcards: WildcardLines = noWildcards,
): void {
  const settled = settlePrompts(prompts, '0', reading, wildcards);
  if (reading.promptSyntax === 'plain') return;
  for (const prompt of Object.values(settled)) explain(prompt, () => parseWeights(prompt));
}

/** Weights are in every text that a schedule leads to, whatever the number of steps. */
function parseWeights(prompt: string): void {
  for (const { text } of splitComposable(alignText(prompt))) {
    for (const scheduled of parseSchedule(text, { steps: 1000 })) parseAttention(scheduled.text);
  }
}

function settle(
  prompt: string,
  seed: string,
  { promptSyntax }: Reading,
  wildcards: WildcardLines,
): string {
  if (promptSyntax === 'plain') return prompt;
  return explain(prompt, () => choosePrompt(prompt, BigInt(seed), { wildcards }));
}

function explain<T>(prompt: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof PromptError)) throw cause;
    const { code: reason, position = null, message: detail } = cause;
    throw new StudioError(
      'PROMPT_INVALID',
      { prompt, reason, position, detail },
      `The prompt cannot be read: ${detail} Nothing was printed. Write a backslash before the sign to have the sign itself, or read the prompt as plain text.`,
      { cause },
    );
  }
}
