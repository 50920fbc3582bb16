import type { TextEncoderConfig } from '../../native-models/checkpoints/model-config.ts';
import { readEmbeddings } from '../../native-models/models/model-additions.ts';
import type { LearnedWords } from '../../native-models/prompts/learned-words.ts';
import type { Embedding } from '../api/contract/arm.ts';
import type { Tokenisation } from '../api/contract/tokens.ts';

export interface KnownWords {
  /** Each with the ids that a model gives it which has all of these. */
  readonly words: LearnedWords;
  readonly unusable: Tokenisation['unusable'];
}

/** The words of textual inversions, as a model with this text encoder reads them. What it cannot use is left out and named. */
export async function learnWords(
  config: TextEncoderConfig,
  embeddings: readonly Embedding[],
): Promise<KnownWords> {
  const words = new Map<string, readonly number[]>();
  const unusable: { file: string; detail: string }[] = [];
  let next = config.vocabSize;
  for (const { file, word: given } of embeddings) {
    try {
      const { ids } = await readEmbeddings(config, [
        { file, ...(given !== undefined && { word: given }) },
      ]);
      for (const [word, own] of ids) {
        if (words.has(word)) throw new Error(`Two embeddings are called ${JSON.stringify(word)}.`);
        words.set(
          word,
          own.map((_, index) => next + index),
        );
        next += own.length;
      }
    } catch (error) {
      unusable.push({ file, detail: error instanceof Error ? error.message : String(error) });
    }
  }
  return { words, unusable };
}
