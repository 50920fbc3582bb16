import { withPrompt } from '../../electron/api/contract/apply-styles.ts';
import type { Arm, ArmKind } from '../../electron/api/contract/arm.ts';
import type { WordChange } from '../../electron/api/contract/comparison-origin.ts';
import type { GenerationRequestInput } from '../../electron/api/contract/generation.ts';
import { changeWord } from '../../electron/api/contract/prompts.ts';
import type { PromptWord } from '../../electron/api/contract/prompts.ts';
import type { SeedRow } from './comparison-rows.ts';

/** Arms of one comparison at most. */
export const mostArms = 16;

/** A word of an arm's prompt that is left out, or gives way to `replacement`. */
export interface ChosenWord {
  readonly kind: ArmKind;
  /** The prompt as the word's place counts it. */
  readonly text: string;
  readonly word: PromptWord;
  readonly replacement: string | null;
}

/**
 * Each arm as it was, followed by itself with one word changed at a time, all from the row's seed. A prompt that would
 * be empty without the word cannot be printed and is left away; so is an arm of which nothing is changed.
 */
export function ablationOf(
  row: SeedRow,
  arms: readonly Arm[],
  chosen: readonly ChosenWord[],
): GenerationRequestInput {
  const variants = arms.flatMap((arm) => {
    const changed = chosen
      .filter(({ kind }) => kind === arm.kind)
      .map(({ text, word, replacement }) => ({
        arm: withPrompt(arm, changeWord(text, word, replacement)),
        change: { word: word.word, replacement } as WordChange | null,
      }))
      .filter((variant) => variant.arm.prompt !== '');
    return changed.length > 0 ? [{ arm, change: null }, ...changed] : [];
  });
  return {
    ...row.comparison.settings,
    arms: variants.map(({ arm }) => arm),
    seeds: [row.seed],
    origin: { type: 'ablation', changes: variants.map(({ change }) => change) },
  };
}
