import { type AlignedText, sliceAligned, sourceRange } from '../tokenizers/aligned-text.ts';

/**
 * Words that stand for learned vectors (textual inversions, Gal et al. 2022, arXiv 2208.01618), each with the token ids
 * of its vectors. Who loads the vectors decides the ids: they follow those of the text encoder's vocabulary.
 */
export type LearnedWords = ReadonlyMap<string, readonly number[]>;

/** A learned word where a prompt names it; the range refers to the original. */
export interface LearnedWord {
  readonly word: string;
  readonly ids: readonly number[];
  readonly start: number;
  readonly end: number;
}

/**
 * Finds learned words, the longest first and whatever their case. A word that begins or ends with a Latin letter or a
 * digit is not found inside a longer one of these; Japanese text may touch it.
 *
 * @returns stretches of text, and words, in order.
 */
export function splitAtLearnedWords(
  text: AlignedText,
  words: LearnedWords,
): (AlignedText | LearnedWord)[] {
  if (words.size === 0) return [text];
  const byName = new Map(Array.from(words, ([word, ids]) => [word.toLowerCase(), { word, ids }]));
  const parts: (AlignedText | LearnedWord)[] = [];
  let from = 0;
  for (const { 0: found, index } of text.text.matchAll(matchAnyOf([...byName.keys()]))) {
    const end = index + found.length;
    parts.push(sliceAligned(text, from, index));
    parts.push({ ...byName.get(found.toLowerCase())!, ...sourceRange(text, index, end) });
    from = end;
  }
  parts.push(sliceAligned(text, from, text.text.length));
  return parts.filter((part) => 'ids' in part || part.text !== '');
}

const LATIN = '[\\p{Script=Latin}\\p{N}_]';
const BEGINS_LATIN = new RegExp(`^${LATIN}`, 'u');
const ENDS_LATIN = new RegExp(`${LATIN}$`, 'u');

function matchAnyOf(words: readonly string[]): RegExp {
  const patterns = words
    .toSorted((a, b) => b.length - a.length)
    .map((word) => {
      const before = BEGINS_LATIN.test(word) ? `(?<!${LATIN})` : '';
      const behind = ENDS_LATIN.test(word) ? `(?!${LATIN})` : '';
      return before + word.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&') + behind;
    });
  return new RegExp(patterns.join('|'), 'giu');
}
