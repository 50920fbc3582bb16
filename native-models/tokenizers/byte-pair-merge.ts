import type { ClipVocabulary } from './clip-vocabulary.ts';

/** A run `[from, to)` of the symbols given, joined to one. */
export interface MergedSymbol {
  readonly id: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Makes byte-pair merging over ids: the pair of lowest rank is joined, the leftmost first, until no pair is left.
 *
 * Matches `bpe` of openai/CLIP (d05afc4) and of tokenizers 0.22.2. A heap of pairs and a linked list of symbols keep
 * the work at n log n, so that a prompt of one endless word costs no more than any other.
 *
 * Reference: R. Sennrich, B. Haddow, A. Birch, "Neural Machine Translation of Rare Words with Subword Units", ACL 2016.
 *
 * @param vocabulary complete: every merge's parts and result have ids.
 * @returns a function of a word's symbols as ids, −1 for one that the vocabulary lacks; it merges with nothing.
 */
export function createBytePairMerge(vocabulary: ClipVocabulary) {
  const { rankOf, resultOf } = indexMerges(vocabulary);

  return (ids: readonly number[]): MergedSymbol[] => {
    const id = Int32Array.from(ids);
    const next = Int32Array.from(ids, (_, i) => i + 1);
    const previous = Int32Array.from(ids, (_, i) => i - 1);
    const alive = new Uint8Array(ids.length).fill(1);
    const queue = createMinHeap();

    const rankAt = (left: number) => {
      const right = next[left]!;
      return right < ids.length ? rankOf(id[left]!, id[right]!) : undefined;
    };
    const offer = (left: number) => {
      const rank = left >= 0 ? rankAt(left) : undefined;
      if (rank !== undefined) queue.push(rank * POSITIONS + left);
    };

    for (let i = 0; i < ids.length; i++) offer(i);
    for (let entry = queue.pop(); entry !== undefined; entry = queue.pop()) {
      const left = entry % POSITIONS;
      const rank = (entry - left) / POSITIONS;
      // An entry whose symbols were joined to others meanwhile is stale.
      if (!alive[left] || rankAt(left) !== rank) continue;
      const right = next[left]!;
      id[left] = resultOf(rank);
      alive[right] = 0;
      next[left] = next[right]!;
      if (next[left]! < ids.length) previous[next[left]!] = left;
      offer(previous[left]!);
      offer(left);
    }

    const merged: MergedSymbol[] = [];
    for (let i = 0; i < ids.length; i = next[i]!)
      merged.push({ id: id[i]!, from: i, to: next[i]! });
    return merged;
  };
}

/** Rank and position share one number in the queue: positions below 2²⁶, ranks below 2²⁴, both exact. */
const POSITIONS = 2 ** 26;
const IDS = 2 ** 24;

function indexMerges({ vocab, merges }: ClipVocabulary) {
  const ranks = new Map<number, number>();
  const results = new Int32Array(merges.length);
  for (const [rank, [left, right]] of merges.entries()) {
    ranks.set(vocab.get(left)! * IDS + vocab.get(right)!, rank);
    results[rank] = vocab.get(left + right)!;
  }
  return {
    rankOf: (left: number, right: number) =>
      left < 0 || right < 0 ? undefined : ranks.get(left * IDS + right),
    resultOf: (rank: number) => results[rank]!,
  };
}

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
