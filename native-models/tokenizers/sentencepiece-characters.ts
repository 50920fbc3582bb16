import type { SentencePieceModel, Segment } from './sentencepiece-model.ts';
import { createStringTrie } from './string-trie.ts';

/** One character `[start, end)`, or a user-defined symbol in one. */
export interface CharacterRange {
  readonly start: number;
  readonly end: number;
  readonly userDefined: boolean;
}

/** Makes `normalizer::PrefixMatcher` of sentencepiece 0.1.97: user-defined symbols, the longest first, or one character. */
export function cutCharacters(model: SentencePieceModel): (text: string) => CharacterRange[] {
  const symbols = createStringTrie();
  for (const [id, { piece, type }] of model.pieces.entries()) {
    if (type === 'user-defined') symbols.insert(piece, id);
  }
  return (text) => {
    const characters: CharacterRange[] = [];
    for (let start = 0, end = 0; start < text.length; start = end) {
      end = start;
      symbols.visitPrefixes(text, start, (symbolEnd) => (end = symbolEnd));
      const userDefined = end > start;
      if (!userDefined) end += text.codePointAt(start)! > 0xffff ? 2 : 1;
      characters.push({ start, end, userDefined });
    }
    return characters;
  };
}

/** Makes the segmenter of character models. Matches sentencepiece 0.1.97, `character::Model::Encode`. */
export function createCharacterSegmenter(model: SentencePieceModel): (text: string) => Segment[] {
  const characters = cutCharacters(model);
  return (text) =>
    characters(text).map(({ start, end }) => ({
      id: model.ids.get(text.slice(start, end)) ?? model.unkId,
      start,
      end,
    }));
}
