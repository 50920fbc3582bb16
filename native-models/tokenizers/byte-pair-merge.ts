import type { ClipVocabulary } from './clip-vocabulary.ts';
import { mergePairs, type MergedSymbol, type PairRules } from './pair-merge.ts';

/**
 * Makes byte-pair merging over ids by a vocabulary's list of merges. Matches `bpe` of openai/CLIP (d05afc4) and of
 * tokenizers 0.22.2.
 *
 * @param vocabulary complete: every merge's parts and result have ids.
 * @returns a function of a word's symbols as ids, −1 for one that the vocabulary lacks; it merges with nothing.
 */
export function createBytePairMerge({ vocab, merges }: ClipVocabulary) {
  const ranks = new Map<number, number>();
  const results = new Int32Array(merges.length);
  for (const [rank, [left, right]] of merges.entries()) {
    ranks.set(vocab.get(left)! * IDS + vocab.get(right)!, rank);
    results[rank] = vocab.get(left + right)!;
  }
  const rules: PairRules<number> = {
    rankOf: (left, right) => (left < 0 || right < 0 ? undefined : ranks.get(left * IDS + right)),
    join: (_left, _right, rank) => results[rank]!,
  };
  return (ids: readonly number[]): MergedSymbol<number>[] => mergePairs(ids, rules);
}

/** Ids are below this: see `readClipVocabulary`. */
const IDS = 2 ** 24;
