import { mergePairs, type PairRules } from './pair-merge.ts';
import { cutCharacters } from './sentencepiece-characters.ts';
import type { SentencePieceModel, Segment } from './sentencepiece-model.ts';

/** A stretch of the text on its way to a piece. */
interface Symbol {
  readonly text: string;
  /** A user-defined symbol, which joins with nothing. */
  readonly frozen: boolean;
}

/**
 * Makes the BPE segmenter: characters (and user-defined symbols) are joined pair by pair to the piece of highest score,
 * the leftmost first.
 *
 * Matches sentencepiece 0.1.97, `bpe::Model::SampleEncode` without sampling. A pair may join to an unused piece on the
 * way to a longer one; where it stays, it is taken apart again as it was last offered.
 *
 * @returns a function of a normalized text; its segments cover the text without gaps.
 */
export function createBpeSegmenter(model: SentencePieceModel): (text: string) => Segment[] {
  const rankOf = rankPieces(model);
  const characters = cutCharacters(model);
  const isUnused = (text: string) => model.pieces[model.ids.get(text) ?? -1]?.type === 'unused';

  return (text) => {
    const halves = new Map<string, readonly [string, string]>();
    const rules: PairRules<Symbol> = {
      rankOf(left, right) {
        if (left.frozen || right.frozen) return undefined;
        const joined = left.text + right.text;
        if (isUnused(joined)) halves.set(joined, [left.text, right.text]);
        return rankOf.get(joined);
      },
      join: (left, right) => ({ text: left.text + right.text, frozen: false }),
    };
    const takeApart = (piece: string): string[] => {
      const parts = isUnused(piece) ? halves.get(piece) : undefined;
      return parts?.flatMap(takeApart) ?? [piece];
    };

    const symbols = characters(text).map(({ start, end, userDefined }) => ({
      text: text.slice(start, end),
      frozen: userDefined,
    }));
    let start = 0;
    return mergePairs(symbols, rules)
      .flatMap(({ symbol }) => takeApart(symbol.text))
      .map((piece) => {
        const segment = {
          id: model.ids.get(piece) ?? model.unkId,
          start,
          end: start + piece.length,
        };
        start = segment.end;
        return segment;
      });
  };
}

/** Pieces that pairs may join to, each with its place by score; equal scores share one. */
function rankPieces({ pieces }: SentencePieceModel): Map<string, number> {
  const joinable = pieces.filter(
    ({ type }) => type === 'normal' || type === 'user-defined' || type === 'unused',
  );
  const scores = [...new Set(joinable.map(({ score }) => score))].toSorted((a, b) => b - a);
  const rankOfScore = new Map(scores.map((score, rank) => [score, rank]));
  return new Map(joinable.map(({ piece, score }) => [piece, rankOfScore.get(score)!]));
}
