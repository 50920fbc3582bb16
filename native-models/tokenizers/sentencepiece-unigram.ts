import type { SentencePieceModel, Segment } from './sentencepiece-model.ts';
import { createStringTrie } from './string-trie.ts';

/** How much worse an unknown character is than the worst piece, as a log probability. */
const UNKNOWN_PENALTY = 10;
const USER_DEFINED_SCORE = -0.1;

/**
 * Makes the unigram segmenter: the most probable sequence of pieces (Viterbi), unknown characters one by one.
 *
 * Matches sentencepiece 0.1.97, `unigram::Model::EncodeOptimized`, including its ties: the running best score is
 * float32, a candidate is formed in float64 and must be strictly greater than the float32 score stored at its end;
 * pieces are tried by start, then by length. Rounding decides between equal paths, and only this order gives the
 * reference's pieces.
 *
 * Reference: T. Kudo, "Subword Regularization", ACL 2018.
 *
 * @returns a function of a normalized text; its segments cover the text without gaps.
 */
export function createUnigramSegmenter(model: SentencePieceModel): (text: string) => Segment[] {
  const trie = createStringTrie();
  const scores = new Float32Array(model.pieces.length);
  let lowest = Infinity;
  for (const [id, { piece, score, type }] of model.pieces.entries()) {
    scores[id] = score;
    if (type === 'normal') lowest = Math.min(lowest, score);
    if (type === 'normal' || type === 'user-defined') trie.insert(piece, id);
  }
  const unknownScore = Math.fround(lowest - UNKNOWN_PENALTY);

  return (text) => {
    const bestScore = new Float32Array(text.length + 1);
    const bestStart = new Int32Array(text.length + 1).fill(-1);
    const bestId = new Int32Array(text.length + 1);

    const offer = (start: number, end: number, id: number, candidate: number) => {
      if (bestStart[end] !== -1 && !(candidate > bestScore[end]!)) return;
      bestScore[end] = candidate;
      bestStart[end] = start;
      bestId[end] = id;
    };

    for (let start = 0; start < text.length;) {
      const soFar = bestScore[start]!;
      const next = start + (text.codePointAt(start)! > 0xffff ? 2 : 1);
      let characterHasPiece = false;
      trie.visitPrefixes(text, start, (end, id) => {
        const score = model.pieces[id]!.type === 'user-defined' ? USER_DEFINED_SCORE : scores[id]!;
        offer(start, end, id, score + soFar);
        if (end === next) characterHasPiece = true;
      });
      // Both terms are float32 in the reference here, so the candidate is rounded before it is compared.
      if (!characterHasPiece) offer(start, next, model.unkId, Math.fround(unknownScore + soFar));
      start = next;
    }
    return backtrack(bestStart, bestId);
  };
}

function backtrack(bestStart: Int32Array, bestId: Int32Array): Segment[] {
  const segments: Segment[] = [];
  for (let end = bestStart.length - 1; end > 0;) {
    const start = bestStart[end]!;
    segments.push({ id: bestId[end]!, start, end });
    end = start;
  }
  return segments.toReversed();
}
