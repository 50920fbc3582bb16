import { readSentencePieceModel } from '../../../native-models/tokenizers/sentencepiece-model.ts';
import { createSentencePieceTokenizer } from '../../../native-models/tokenizers/sentencepiece-tokenizer.ts';
import { makeSentencePieceModel } from './make-sentencepiece-model.ts';
import type { ModelRecipe } from './make-sentencepiece-model.ts';

/** Every model has one. */
export const unk = { piece: '<unk>', type: 'unknown' } as const;

/** The tokenizer of a model that is written down in the test. */
export function tokenizerOf(recipe: ModelRecipe) {
  return createSentencePieceTokenizer(readSentencePieceModel(makeSentencePieceModel(recipe)));
}

/** What it cuts a text into. */
export function piecesOf(recipe: ModelRecipe, text: string): string[] {
  return tokenizerOf(recipe)
    .encode(text)
    .map(({ piece }) => piece);
}
