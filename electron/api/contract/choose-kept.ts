/** What is kept: pairs with at least this score, or the best part of all of them. */
export type Choice =
  | { readonly kind: 'threshold'; readonly threshold: number }
  /** 0 … 1. */
  | { readonly kind: 'share'; readonly share: number };

/**
 * The score from which pairs are kept. Of a share so many are kept as it says, or more where the last have equal scores.
 *
 * @param scores any order
 */
export function thresholdOf(choice: Choice, scores: readonly number[]): number {
  if (choice.kind === 'threshold') return choice.threshold;
  const sorted = scores.toSorted((a, b) => b - a);
  const count = Math.round(choice.share * sorted.length);
  return sorted[count - 1] ?? Infinity;
}

/** How many scores lie in `[from, to)`, in the last bin also in `to`. */
export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/**
 * Bins of equal width from the lowest to the highest score: none where there are no scores, one where all are equal.
 */
export function countScores(scores: readonly number[], bins: number): Bin[] {
  if (scores.length === 0) return [];
  const lowest = scores.reduce((least, score) => Math.min(least, score));
  const highest = scores.reduce((most, score) => Math.max(most, score));
  if (lowest === highest) return [{ from: lowest, to: highest, count: scores.length }];
  const width = (highest - lowest) / bins;
  const counts = Array.from({ length: bins }, () => 0);
  for (const score of scores) {
    const bin = Math.min(bins - 1, Math.floor((score - lowest) / width));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts.map((count, index) => ({
    from: lowest + index * width,
    to: index === bins - 1 ? highest : lowest + (index + 1) * width,
    count,
  }));
}
