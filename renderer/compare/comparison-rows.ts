import type { Comparison } from '../../electron/api/contract/comparisons.ts';
import { variationAt } from '../../electron/api/contract/noise.ts';
import { matchWords } from '../ui/match-words.ts';

/** From this many digits on the beginning of a seed is enough for the studio to find it. */
const seedPrefixDigits = 4;

/** One seed of a comparison: a picture per arm, side by side. */
export interface SeedRow {
  readonly comparison: Comparison;
  /** Place of the seed in the comparison. */
  readonly index: number;
  readonly seed: string;
  /** One per arm; null while or where there is none. */
  readonly pictureIds: readonly (string | null)[];
}

/** A line of the list: the words of a comparison, or one of its seeds. */
export type ListItem =
  | { readonly type: 'words'; readonly key: string; readonly comparison: Comparison }
  | { readonly type: 'row'; readonly key: string; readonly row: SeedRow };

/**
 * The rows that have something to show, in the order of the comparisons: at least one picture is there, or `isPrinting`
 * says that the comparison is still being made.
 */
export function rowsOf(
  comparisons: readonly Comparison[],
  isPrinting: (comparisonId: string) => boolean,
): SeedRow[] {
  return comparisons.flatMap((comparison) =>
    comparison.seeds.flatMap((seed, index) => {
      const pictureIds = comparison.pictures[index] ?? comparison.arms.map(() => null);
      const shown = pictureIds.some((id) => id !== null) || isPrinting(comparison.id);
      return shown ? [{ comparison, index, seed, pictureIds }] : [];
    }),
  );
}

/** Rows of comparisons that a search found: only those of a seed where it was found by that, and not by its words. */
export function findRows(rows: readonly SeedRow[], search: string): readonly SeedRow[] {
  const numbers = search.normalize('NFKC').match(/(?<!\S)\d+(?!\S)/g) ?? [];
  if (numbers.length === 0) return rows;
  const isMeant = (seed: string): boolean =>
    numbers.some((number) =>
      number.length < seedPrefixDigits ? seed === number : seed.startsWith(number),
    );
  const bySeed = new Map<Comparison, boolean>();
  return rows.filter(({ comparison, seed }) => {
    const { arms, seeds } = comparison;
    const known = bySeed.get(comparison);
    const prompts = arms.map(({ prompt }) => prompt);
    const isBySeed = known ?? (seeds.some(isMeant) && !matchWords(search, prompts));
    if (known === undefined) bySeed.set(comparison, isBySeed);
    return !isBySeed || isMeant(seed);
  });
}

/** The rows with the words of each comparison before its first row. */
export function listItems(rows: readonly SeedRow[]): ListItem[] {
  const items: ListItem[] = [];
  for (const [i, row] of rows.entries()) {
    const { comparison } = row;
    if (rows[i - 1]?.comparison.id !== comparison.id) {
      items.push({ type: 'words', key: comparison.id, comparison });
    }
    items.push({ type: 'row', key: rowKey(row), row });
  }
  return items;
}

export function rowKey(row: SeedRow): string {
  return `${row.comparison.id}/${row.index}`;
}

/** Address of a row: the seed itself, so that a link says which picture it means; of variations, their place too. */
export function rowAddress(row: SeedRow): string {
  return `/compare/${row.comparison.id}?seed=${seedName(row)}`;
}

function seedName({ comparison, index, seed }: SeedRow): string {
  return comparison.seeds.indexOf(seed) === index ? seed : `${seed}.${index}`;
}

/**
 * The row that an address names. Without an id: the newest. `seed` is a seed of the comparison; a number that is none of
 * its seeds counts as a place in the list of its seeds (0 is the first). Variations share a seed: there `towards`, the seed that one goes towards, names it.
 */
export function findRow(
  rows: readonly SeedRow[],
  id: string | undefined,
  seed: string | null,
  towards: string | null = null,
): SeedRow | null {
  if (id === undefined) return rows[0] ?? null;
  const own = rows.filter((row) => row.comparison.id === id);
  return (
    own.find(({ comparison, index }) => {
      const { variation } = comparison.settings;
      return variation && variationAt(variation, index).seed === towards;
    }) ??
    own.find((row) => seedName(row) === seed) ??
    own.find((row) => String(row.index) === seed) ??
    own[0] ??
    null
  );
}

/** The row so many places further down; the ends of the list hold. */
export function neighbourOf(
  rows: readonly SeedRow[],
  row: SeedRow | null,
  by: number,
): SeedRow | null {
  const at = row ? rows.findIndex((other) => rowKey(other) === rowKey(row)) : -1;
  return rows[Math.min(rows.length - 1, Math.max(0, at + by))] ?? null;
}

/**
 * Places of the two arms that are laid over each other, by the arms' keys: those chosen, while they are two different arms of this
 * comparison, else the Japanese model and the English one, else the first two.
 */
export function pairOf(
  keys: readonly string[],
  chosen: readonly [string, string] | null,
): readonly [number, number] {
  const a = keys.indexOf(chosen?.[0] ?? '');
  const b = keys.indexOf(chosen?.[1] ?? '');
  if (a >= 0 && b >= 0 && a !== b) return [a, b];
  const ja = keys.indexOf('ja');
  const en = keys.indexOf('en');
  return ja >= 0 && en >= 0 ? [ja, en] : [0, 1];
}
