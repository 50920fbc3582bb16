import { type AlignedText, sliceAligned } from '../tokenizers/aligned-text.ts';
import { readSyntax, type SyntaxOptions } from './full-width-syntax.ts';
import { PYTHON_SPACE, wholeWord } from './python-classes.ts';

/** One of the prompts that together make a picture. */
export interface ComposablePrompt {
  readonly text: AlignedText;
  /** May be negative. */
  readonly weight: number;
}

/**
 * Reads composable prompts: `a cat :1.2 AND a dog :0.8` (Liu et al. 2022, arXiv 2206.01714). AND is a word of its own;
 * a weight may follow each prompt behind a colon.
 *
 * Matches stable-diffusion-webui 1.9.4, `get_multicond_prompt_list`, except that a prompt without AND is taken as it is:
 * there, "at 10:30" is "at 10" with thirty times the guidance.
 */
export function splitComposable(
  prompt: AlignedText,
  options: SyntaxOptions = {},
): ComposablePrompt[] {
  const syntax = readSyntax(prompt.text, options);
  const words = [...syntax.matchAll(AND)];
  if (words.length === 0) return [{ text: prompt, weight: 1 }];
  const ends = [...words.map(({ index }) => index), syntax.length];
  return ends.map((end, k) => {
    const from = k === 0 ? 0 : ends[k - 1]! + 'AND'.length;
    const { length, weight } = readTrailingWeight(syntax.slice(from, end));
    return { text: sliceAligned(prompt, from, from + length), weight };
  });
}

const AND = new RegExp(wholeWord('AND'), 'gu');
const NUMBER = new RegExp(`^[${PYTHON_SPACE}]*([-+]?(?:\\d+\\.?|\\d*\\.\\d+))$`, 'u');
const SPACE = new RegExp(`[${PYTHON_SPACE}]`, 'u');

/** How much of a prompt is text, and the weight behind it. Space at the end goes. */
function readTrailingWeight(prompt: string): { length: number; weight: number } {
  const length = lengthWithoutSpace(prompt, prompt.length);
  const colon = prompt.lastIndexOf(':', length - 1);
  const number = NUMBER.exec(prompt.slice(colon + 1, length))?.[1];
  if (colon < 0 || number === undefined) return { length, weight: 1 };
  return { length: lengthWithoutSpace(prompt, colon), weight: Number(number) };
}

function lengthWithoutSpace(text: string, end: number): number {
  let length = end;
  while (length > 0 && SPACE.test(text[length - 1]!)) length--;
  return length;
}
