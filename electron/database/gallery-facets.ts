import type { GalleryFacets } from '../api/contract/gallery-filter.ts';
import { facetNames } from './gallery-filter.ts';
import type { FilterResult } from './gallery-filter.ts';
import type { GalleryColumns } from './gallery-columns.ts';

const dayMs = 86_400_000;

/**
 * Counts what could be chosen further, in one pass: a picture that fails nothing counts everywhere, one that fails only
 * the conditions of one facet counts there.
 *
 * @param offsetMs the time zone's distance from UTC, by which days and months are told apart
 */
export function countFacets(
  columns: GalleryColumns,
  { fails, failed, hits }: FilterResult,
  offsetMs: number,
): GalleryFacets {
  const counts = {
    arm: new Uint32Array(columns.arms.values.length),
    model: new Uint32Array(highest(columns.setups.keys()) + 1),
    sampler: new Uint32Array(highest(columns.setups.keys()) + 1),
    size: new Uint32Array(highest(columns.setups.keys()) + 1),
    rating: new Uint32Array(6),
    favourite: new Uint32Array(2),
    board: new Uint32Array(columns.boardSets.values.length),
    tag: new Uint32Array(columns.tagSets.values.length),
  };
  const days = new Map<number, number>();
  const { order, arm, setup, rating, favourite, boardSet, tagSet, created, score } = columns;
  let lowest = Number.POSITIVE_INFINITY;
  let highestScore = Number.NEGATIVE_INFINITY;
  // The same pictures follow each other by day: the map is asked once a day, not once a picture.
  let day = Number.NaN;
  let ofDay = 0;
  for (let at = 0; at < order.length; at++) {
    const seq = order[at]!;
    const missed = fails[seq]!;
    if (missed > 1) continue;
    const only = missed === 0 ? 'all' : facetNames[failed[seq]! - 1];
    if (only === undefined) continue;
    if (only === 'all' || only === 'arm') counts.arm[arm[seq]!]! += 1;
    if (only === 'all' || only === 'model') counts.model[setup[seq]!]! += 1;
    if (only === 'all' || only === 'sampler') counts.sampler[setup[seq]!]! += 1;
    if (only === 'all' || only === 'size') counts.size[setup[seq]!]! += 1;
    if (only === 'all' || only === 'rating') counts.rating[rating[seq]!]! += 1;
    if (only === 'all' || only === 'favourite') counts.favourite[favourite[seq]!]! += 1;
    if (only === 'all' || only === 'board') counts.board[boardSet[seq]!]! += 1;
    if (only === 'all' || only === 'date') {
      const its = Math.floor((created[seq]! + offsetMs) / dayMs);
      if (its !== day) {
        if (ofDay > 0) days.set(day, (days.get(day) ?? 0) + ofDay);
        day = its;
        ofDay = 0;
      }
      ofDay += 1;
    }
    if (only === 'all') {
      counts.tag[tagSet[seq]!]! += 1;
      const value = score[seq]!;
      if (value < lowest) lowest = value;
      if (value > highestScore) highestScore = value;
    }
  }
  if (ofDay > 0) days.set(day, (days.get(day) ?? 0) + ofDay);
  const setups = [...columns.setups];
  const models = new Map(setups.map(([, { model }]) => [model.fingerprint, model.name]));
  // Of pictures that other programs made, what they do not say is empty.
  const arms = columns.arms.values.map((value, number) => [value, counts.arm[number]!] as const);
  return {
    count: hits.length,
    arms: choices(arms),
    imported: arms.find(([value]) => value === '')?.[1] ?? 0,
    models: choices(setups.map(([seq, { model }]) => [model.fingerprint, counts.model[seq]!])).map(
      ({ value, count }) => ({ value, name: models.get(value) ?? value, count }),
    ),
    samplers: choices(setups.map(([seq, { sampler }]) => [sampler, counts.sampler[seq]!])),
    sizes: choices(
      setups.map(([seq, { width, height }]) => [`${width}x${height}`, counts.size[seq]!]),
    ),
    ratings: [...counts.rating],
    favourites: counts.favourite[1]!,
    tags: choices(spread(columns.tagSets.values, counts.tag)),
    boards: choices(spread(columns.boardSets.values, counts.board)),
    months: choices([...days].map(([number, count]) => [monthOf(number), count])).toSorted((a, b) =>
      a.value < b.value ? 1 : -1,
    ),
    scores: lowest <= highestScore ? { lowest, highest: highestScore } : null,
  };
}

/** Sums by value, most frequent first; those that occur nowhere or are empty are left out. */
function choices(
  counted: readonly (readonly [string, number])[],
): { value: string; count: number }[] {
  const sums = new Map<string, number>();
  for (const [value, count] of counted) {
    if (count > 0 && value !== '') sums.set(value, (sums.get(value) ?? 0) + count);
  }
  return [...sums]
    .map(([value, count]) => ({ value, count }))
    .toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}

function spread(
  sets: readonly (readonly string[])[],
  counts: Uint32Array,
): (readonly [string, number])[] {
  return sets.flatMap((names, number) => names.map((name) => [name, counts[number]!] as const));
}

function monthOf(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 7);
}

function highest(numbers: Iterable<number>): number {
  let most = 0;
  for (const number of numbers) most = Math.max(most, number);
  return most;
}
