/** Symbols `[from, to)` of those given, joined to one. */
export interface MergedSymbol<S> {
  readonly symbol: S;
  readonly from: number;
  readonly to: number;
}

/** Which neighbours may be joined, in which order, and to what. */
export interface PairRules<S> {
  /** A whole number below 2²⁴, the lowest first; undefined where the two never join. Asked once for each pair. */
  rankOf(left: S, right: S): number | undefined;
  join(left: S, right: S, rank: number): S;
}

/**
 * Joins neighbours, the pair of lowest rank first, of equal ranks the leftmost, until no pair is left: the core of every
 * byte-pair encoding.
 *
 * A heap of pairs and a linked list of symbols keep the work at n log n, so that a prompt of one endless word costs no
 * more than any other.
 *
 * Reference: R. Sennrich, B. Haddow, A. Birch, "Neural Machine Translation of Rare Words with Subword Units", ACL 2016.
 */
export function mergePairs<S>(symbols: readonly S[], rules: PairRules<S>): MergedSymbol<S>[] {
  const count = symbols.length;
  const symbolAt = [...symbols];
  const next = Int32Array.from(symbols, (_, i) => i + 1);
  const previous = Int32Array.from(symbols, (_, i) => i - 1);
  /** Rank of the pair that begins here now; an entry of the queue with another one is stale. */
  const rankAt = new Int32Array(count).fill(NO_PAIR);
  const queue = createMinHeap();

  const offer = (left: number) => {
    if (left < 0) return;
    const right = next[left]!;
    const rank = right < count ? rules.rankOf(symbolAt[left]!, symbolAt[right]!) : undefined;
    rankAt[left] = rank ?? NO_PAIR;
    if (rank !== undefined) queue.push(rank * POSITIONS + left);
  };

  for (let i = 0; i < count; i++) offer(i);
  for (let entry = queue.pop(); entry !== undefined; entry = queue.pop()) {
    const left = entry % POSITIONS;
    const rank = (entry - left) / POSITIONS;
    if (rankAt[left] !== rank) continue;
    const right = next[left]!;
    symbolAt[left] = rules.join(symbolAt[left]!, symbolAt[right]!, rank);
    rankAt[right] = NO_PAIR;
    next[left] = next[right]!;
    if (next[left]! < count) previous[next[left]!] = left;
    offer(previous[left]!);
    offer(left);
  }

  const merged: MergedSymbol<S>[] = [];
  for (let i = 0; i < count; i = next[i]!)
    merged.push({ symbol: symbolAt[i]!, from: i, to: next[i]! });
  return merged;
}

const NO_PAIR = -1;
/** Rank and position share one number in the queue: positions below 2²⁶, ranks below 2²⁴, both exact. */
const POSITIONS = 2 ** 26;

function createMinHeap() {
  const heap: number[] = [];

  return {
    push(value: number): void {
      let at = heap.push(value) - 1;
      while (at > 0) {
        const parent = (at - 1) >> 1;
        if (heap[parent]! <= value) break;
        heap[at] = heap[parent]!;
        at = parent;
      }
      heap[at] = value;
    },
    pop(): number | undefined {
      const least = heap[0];
      const value = heap.pop();
      if (heap.length === 0 || value === undefined) return least;
      let at = 0;
      for (let child = 1; child < heap.length; child = 2 * at + 1) {
        if (child + 1 < heap.length && heap[child + 1]! < heap[child]!) child++;
        if (heap[child]! >= value) break;
        heap[at] = heap[child]!;
        at = child;
      }
      heap[at] = value;
      return least;
    },
  };
}
