import type { SentencePieceModel, Segment } from './sentencepiece-model.ts';
import { SPACE_SYMBOL } from './sentencepiece-normalize.ts';

/** Makes the segmenter of word models: a word begins at each `▁`. Matches sentencepiece 0.1.97, `word::Model::Encode`. */
export function createWordSegmenter(model: SentencePieceModel): (text: string) => Segment[] {
  return (text) =>
    text
      .matchAll(WORD)
      .map(({ 0: word, index }) => ({
        id: model.ids.get(word) ?? model.unkId,
        start: index,
        end: index + word.length,
      }))
      .toArray();
}

const WORD = new RegExp(`${SPACE_SYMBOL}[^${SPACE_SYMBOL}]*|[^${SPACE_SYMBOL}]+`, 'gu');
