import type { Recipe } from './recipe.ts';

type Words = Pick<Recipe, 'prompt' | 'negativePrompt'>;

/**
 * A picture's words as they have to be written for the same picture. What its seed has settled is no syntax any more: a
 * brace in it is a letter. Where the seed chose nothing but LoRAs, no words are left, and what was written says it.
 */
export function writeAgain({
  prompt,
  negativePrompt,
  template = { prompt, negativePrompt },
}: Words & Pick<Recipe, 'template'>): Words {
  const again = (settled: string, written: string): string =>
    settled === written ? settled : escapeChoices(settled);
  return {
    prompt: prompt === '' ? template.prompt : again(prompt, template.prompt),
    negativePrompt: again(negativePrompt, template.negativePrompt),
  };
}

/** With backslashes before the signs of choices and wildcards, in either width. */
function escapeChoices(settled: string): string {
  return settled.replaceAll(/[{}｛｝]|[_＿]{2}/g, String.raw`\$&`);
}
