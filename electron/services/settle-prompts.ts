import { parseAttention } from '../../native-models/prompts/attention.ts';
import { choosePrompt } from '../../native-models/prompts/choose-prompt.ts';
import { parseComposableSchedule } from '../../native-models/prompts/composable-schedule.ts';
import { PromptError } from '../../native-models/prompts/prompt-error.ts';
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
    prompt: settlePrompt(prompts.prompt, seed, reading, wildcards),
    negativePrompt: settlePrompt(prompts.negativePrompt, seed, reading, wildcards),
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
  for (const prompt of Object.values(settled)) explainPrompt(prompt, () => parseWeights(prompt));
}

/** Weights are in every text that a schedule leads to, whatever the number of steps. */
function parseWeights(prompt: string): void {
  for (const { schedule } of parseComposableSchedule(alignText(prompt), { steps: 1000 })) {
    const texts = new Map(schedule.map(({ text }) => [text.text, text]));
    for (const text of texts.values()) parseAttention(text);
  }
}

/** @throws StudioError PROMPT_INVALID */
export function settlePrompt(
  prompt: string,
  seed: string,
  { promptSyntax }: Reading,
  wildcards: WildcardLines = noWildcards,
): string {
  if (promptSyntax === 'plain') return prompt;
  return explainPrompt(prompt, () => choosePrompt(prompt, BigInt(seed), { wildcards }));
}

/** What `read` gives of a prompt. @throws StudioError PROMPT_INVALID in the place of a PromptError */
export function explainPrompt<T>(prompt: string, read: () => T): T {
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
