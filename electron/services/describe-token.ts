import type { LearnedWords } from '../../native-models/prompts/learned-words.ts';
import type {
  PromptPiece,
  PromptTokenizer,
} from '../../native-models/tokenizers/prompt-tokenizer.ts';
import type { Token } from '../api/contract/tokens.ts';
import { findSpellings } from './spelling-variants.ts';

/**
 * How pieces of one text are told: with other spellings of those that the vocabulary does not know, and with how many
 * tokens a learned word takes.
 *
 * @param text what the pieces' ranges refer to; null where it is not the text that was asked about.
 */
export function createTokenDescriber(
  text: string | null,
  tokenizer: PromptTokenizer,
  words: LearnedWords,
): (piece: PromptPiece) => Token {
  const lengths = new Map(words.values().flatMap((ids) => ids.map((id) => [id, ids.length])));
  return ({ piece, id, unknown, start, end }) => ({
    piece,
    id,
    unknown,
    start: text === null ? null : start,
    end: text === null ? null : end,
    suggestions: unknown && text !== null ? suggest(text.slice(start, end), tokenizer) : [],
    learned: lengths.get(id) ?? null,
  });
}

/** Other spellings of an unknown piece, as far as this tokenizer knows them. */
function suggest(text: string, tokenizer: PromptTokenizer): string[] {
  return findSpellings(text).filter((spelling) =>
    tokenizer.encode(spelling).pieces.every(({ unknown }) => !unknown),
  );
}
