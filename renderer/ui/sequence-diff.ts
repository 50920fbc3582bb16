/** Items that follow each other and are all in the other sequence too, or all not. */
export interface Run<Item> {
  readonly items: readonly Item[];
  readonly same: boolean;
}

export interface SequenceDifference<Item> {
  readonly before: readonly Run<Item>[];
  readonly after: readonly Run<Item>[];
}

/** Cells of the table of common lengths, 32 MB: two texts of 4000 pieces each. Beyond it the middles count as different. */
const mostCells = 16_000_000;

/**
 * What a sequence lost and what another one has instead: the longest common subsequence stays. Items are equal where
 * `keyOf` gives them equal keys.
 */
export function diffSequences<Item>(
  before: readonly Item[],
  after: readonly Item[],
  keyOf: (item: Item) => string | number,
): SequenceDifference<Item> {
  const a = before.map(keyOf);
  const b = after.map(keyOf);
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) {
    end++;
  }
  const [keptA, keptB] = commonPlaces(
    a.slice(start, a.length - end),
    b.slice(start, b.length - end),
  );
  const isKept = (place: number, length: number, kept: ReadonlySet<number>) =>
    place < start || place >= length - end || kept.has(place - start);
  return {
    before: runsOf(before, (place) => isKept(place, a.length, keptA)),
    after: runsOf(after, (place) => isKept(place, b.length, keptB)),
  };
}

/**
 * Words, the gaps between them and punctuation, in order; together they are the text. Japanese is written without gaps,
 * so that words come from the browser's dictionary.
 */
export function splitWords(text: string): string[] {
  return [...new Intl.Segmenter('ja', { granularity: 'word' }).segment(text)].map(
    ({ segment }) => segment,
  );
}

/** Gaps of any kind and width are one: they say nothing to a model. */
export function wordKey(word: string): string {
  return word.trim() === '' ? ' ' : word;
}

/** Places of a longest common subsequence, in either sequence. */
function commonPlaces(
  a: readonly (string | number)[],
  b: readonly (string | number)[],
): [ReadonlySet<number>, ReadonlySet<number>] {
  const keptA = new Set<number>();
  const keptB = new Set<number>();
  const width = b.length + 1;
  if (a.length * b.length > mostCells) return [keptA, keptB];
  // lengths[i · width + j]: of the longest subsequence that a from i on and b from j on have in common.
  const lengths = new Uint16Array((a.length + 1) * width);
  const at = (i: number, j: number) => lengths[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i * width + j] =
        a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      keptA.add(i++);
      keptB.add(j++);
    } else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  return [keptA, keptB];
}

function runsOf<Item>(items: readonly Item[], isSame: (place: number) => boolean): Run<Item>[] {
  const runs: { items: Item[]; same: boolean }[] = [];
  for (const [place, item] of items.entries()) {
    const same = isSame(place);
    const last = runs.at(-1);
    if (last?.same === same) last.items.push(item);
    else runs.push({ items: [item], same });
  }
  return runs;
}
