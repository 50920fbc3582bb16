import type { PromptWord } from '../api/contract/prompts.ts';
import type { Glossary } from './glossary.ts';
import { splitJapanese } from './split-japanese.ts';
import type { PromptPart } from './split-japanese.ts';

/** English words that mean nothing by themselves: leaving one out alone says nothing. */
const helpers = new Set('a an the of in on at to with and or by for from'.split(' '));

/**
 * The words of a prompt that can be left out or exchanged, with what goes away together with each: the particle behind
 * a Japanese word (夜の in 夜のお城), or the separator that would be left over.
 *
 * @returns the prompt as the places count it (NFKC)
 */
export function findPromptWords(
  prompt: string,
  glossary: Glossary,
): { text: string; words: PromptWord[] } {
  const parts = placeParts(splitJapanese(prompt, glossary));
  const text = prompt.normalize('NFKC');
  const words = parts.flatMap(({ part, start, end }, index): PromptWord[] => {
    if (part.kind === 'particle' || part.kind === 'break') return [];
    if (part.kind === 'latin' && helpers.has(part.text.toLowerCase())) return [];
    return [{ word: part.text, start, end, ...dropped(parts, index) }];
  });
  return { text, words };
}

interface PlacedPart {
  readonly part: PromptPart;
  readonly start: number;
  readonly end: number;
}

function placeParts(parts: readonly PromptPart[]): PlacedPart[] {
  let end = 0;
  return parts.map((part) => {
    const start = end;
    end += part.text.length;
    return { part, start, end };
  });
}

function dropped(
  parts: readonly PlacedPart[],
  index: number,
): Pick<PromptWord, 'dropStart' | 'dropEnd'> {
  const kindAt = (at: number) => parts[at]?.part.kind;
  const leadsOn = (at: number) => {
    const part = parts[at]?.part;
    if (part?.kind === 'latin') return helpers.has(part.text.toLowerCase());
    return part?.kind === 'particle' || part?.kind === 'break';
  };
  let first = index;
  let last = index;
  if (kindAt(last + 1) === 'particle') last += 1;
  if (last + 1 >= parts.length) {
    // At the end, what led to the word goes: 「油絵の城」 without 城 is 「油絵」.
    while (leadsOn(first - 1)) first -= 1;
  } else if (kindAt(last + 1) === 'break' && kindAt(first - 1) === 'particle') {
    first -= 1;
  } else if (first === 0 || kindAt(first - 1) === 'break') {
    while (kindAt(last + 1) === 'break') last += 1;
  }
  return { dropStart: parts[first]?.start ?? 0, dropEnd: parts[last]?.end ?? 0 };
}
