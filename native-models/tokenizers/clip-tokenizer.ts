import { alignText, replaceAligned, sourceRange } from './aligned-text.ts';
import type { AlignedText } from './aligned-text.ts';
import { createBytePairMerge } from './byte-pair-merge.ts';
import {
  BYTE_SYMBOLS,
  END_OF_TEXT,
  END_OF_WORD,
  START_OF_TEXT,
  assertComplete,
  invalid,
} from './clip-vocabulary.ts';
import type { ClipVocabulary } from './clip-vocabulary.ts';
import { composeNfc } from './compose-nfc.ts';
import { MAX_LENGTH, assertWellFormed } from './prompt-tokenizer.ts';
import type { PromptPiece, PromptTokenizer } from './prompt-tokenizer.ts';

/** A start and an end token take two places. */
const USABLE = 75;

/** A run of other characters stops where a special token begins: specials are found first. */
const WORDS =
  /<\|(?:start|end)oftext\|>|'s|'t|'re|'ve|'m|'ll|'d|\p{L}+|\p{N}|(?:(?!<\|(?:start|end)oftext\|>)[^\p{White_Space}\p{L}\p{N}])+/gu;

/**
 * CLIP's byte-level BPE as Stable Diffusion 1.x uses it: `CLIPTokenizerFast` of transformers 4.22.0 on tokenizers
 * 0.22.2, called with `padding="max_length", max_length=77, truncation=True`.
 *
 * In order: NFC, whitespace to single spaces, lower case per character; specials; words (letters, single digits, other
 * runs); UTF-8 bytes; merges. The slow tokenizer also runs ftfy, which folds full-width forms, straightens quotes and
 * repairs mojibake; that step is left out, as in the fast one.
 *
 * @param padToken what fills the 77 ids: the end token in Stable Diffusion 1.x.
 * @throws TokenizerError `invalid-vocabulary` where vocabulary and merges do not fit each other.
 */
export function createClipTokenizer(
  vocab: ClipVocabulary['vocab'],
  merges: ClipVocabulary['merges'],
  padToken: string = END_OF_TEXT,
): PromptTokenizer {
  const idOf = (token: string): number => {
    const id = vocab.get(token);
    if (id === undefined) throw invalid(`the vocabulary lacks ${token}`);
    return id;
  };
  const startId = idOf(START_OF_TEXT);
  const endId = idOf(END_OF_TEXT);
  const padId = idOf(padToken);
  assertComplete({ vocab, merges }, [START_OF_TEXT, END_OF_TEXT, padToken]);
  const merge = createBytePairMerge({ vocab, merges });
  const symbolOf = new Map(Array.from(vocab, ([symbol, id]) => [id, symbol]));

  const encodeWord = (clean: AlignedText, from: number, to: number): PromptPiece[] => {
    const word = clean.text.slice(from, to);
    if (word === START_OF_TEXT || word === END_OF_TEXT) {
      return [{ piece: word, id: idOf(word), unknown: false, ...sourceRange(clean, from, to) }];
    }
    const symbols = toByteSymbols(word);
    return merge(symbols.map(({ symbol }) => vocab.get(symbol) ?? -1)).map((merged) => {
      const first = symbols[merged.from]!;
      const last = symbols[merged.to - 1]!;
      const source = sourceRange(clean, from + first.start, from + last.end);
      const piece = symbolOf.get(merged.symbol);
      if (piece !== undefined) return { piece, id: merged.symbol, unknown: false, ...source };
      // The end token doubles as CLIP's unknown token.
      return { piece: first.symbol, id: endId, unknown: true, ...source };
    });
  };

  const cutText = (text: AlignedText): PromptPiece[] => {
    assertWellFormed(text);
    const clean = lowerCase(collapseSpaces(composeNfc(text)));
    return clean.text
      .matchAll(WORDS)
      .flatMap(({ 0: word, index }) => encodeWord(clean, index, index + word.length))
      .toArray();
  };
  const frame = (ids: readonly number[]): number[] => {
    const framed = [startId, ...ids.slice(0, USABLE), endId];
    while (framed.length < MAX_LENGTH) framed.push(padId);
    return framed;
  };
  const comma = vocab.get(`,${END_OF_WORD}`);

  return {
    maxLength: MAX_LENGTH,
    usable: USABLE,
    commaIds: new Set(comma === undefined ? [] : [comma]),
    encode(text) {
      const pieces = cutText(alignText(text));
      const ids = frame(pieces.map(({ id }) => id));
      return { ids, pieces, truncatedAt: pieces.length > USABLE ? USABLE : null, usable: USABLE };
    },
    // A word ends with its part in any case.
    cut: (parts) => parts.map(cutText),
    frame,
  };
}

/** The UTF-8 bytes of a word as symbols, each with the UTF-16 range of its character in the word. */
function toByteSymbols(word: string): { symbol: string; start: number; end: number }[] {
  const symbols: { symbol: string; start: number; end: number }[] = [];
  let start = 0;
  let end = 0;
  for (const byte of encoder.encode(word)) {
    const beginsCharacter = (byte & 0xc0) !== 0x80;
    if (beginsCharacter) {
      start = end;
      end += byte >= 0xf0 ? 2 : 1;
    }
    symbols.push({ symbol: BYTE_SYMBOLS[byte]!, start, end });
  }
  symbols.at(-1)!.symbol += END_OF_WORD;
  return symbols;
}

const encoder = new TextEncoder();

function collapseSpaces(text: AlignedText): AlignedText {
  return replaceAligned(text, /\p{White_Space}+/gu, () => ' ');
}

function lowerCase(text: AlignedText): AlignedText {
  return replaceAligned(text, /\p{Changes_When_Lowercased}/gu, ([character]) =>
    character.toLowerCase(),
  );
}
