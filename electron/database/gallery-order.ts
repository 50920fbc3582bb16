import type { GalleryFilter } from '../api/contract/gallery-filter.ts';
import type { GalleryColumns } from './gallery-columns.ts';

/** Pictures in the order asked for; within the same rating or score, newest first. `hits` are newest first. */
export function sortHits(
  { rating, score }: GalleryColumns,
  hits: Uint32Array,
  order: GalleryFilter['order'],
): Uint32Array {
  switch (order) {
    case 'newest':
      return hits;
    case 'oldest':
      return hits.toReversed();
    case 'rating':
      return sortByRating(hits, rating);
    case 'score':
      // Those without a score come last.
      return sortByScore(hits, score);
  }
}

function sortByRating(hits: Uint32Array, rating: Uint8Array): Uint32Array {
  const sorted = new Uint32Array(hits.length);
  let at = 0;
  for (let stars = 5; stars >= 0; stars--) {
    for (const seq of hits) if (rating[seq] === stars) sorted[at++] = seq;
  }
  return sorted;
}

/** Levels that keys are told apart by, and pictures that can stand in one level: both fit a float64 together. */
const keyLevels = 2 ** 30;
const mostPlaces = 2 ** 22;

/** Best first, those without a score last. Level and place in one number, so that the engine's own sort does it. */
function sortByScore(hits: Uint32Array, score: Float32Array): Uint32Array {
  const keys = Float64Array.from(hits, (seq) => -score[seq]!);
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  for (const key of keys) {
    if (key < lowest) lowest = key;
    if (key > highest) highest = key;
  }
  const scale = highest > lowest ? (keyLevels - 2) / (highest - lowest) : 0;
  for (let place = 0; place < keys.length; place++) {
    const key = keys[place]!;
    const level = Number.isNaN(key) ? keyLevels - 1 : Math.round((key - lowest) * scale);
    keys[place] = level * mostPlaces + place;
  }
  keys.sort();
  return Uint32Array.from(keys, (key) => hits[key % mostPlaces]!);
}

/** One picture for each job, where its first one stands: the favourite, else the best rated, else the first. */
export function stackHits(
  { job, jobs, rating, favourite }: GalleryColumns,
  sorted: Uint32Array,
): { shown: Uint32Array; sizes: number[] } {
  const places = new Int32Array(jobs.values.length).fill(-1);
  const shown = new Uint32Array(sorted.length);
  const sizes: number[] = [];
  const worth = (seq: number) => favourite[seq]! * 8 + rating[seq]!;
  for (const seq of sorted) {
    const its = job[seq]!;
    const place = places[its]!;
    if (place < 0) {
      places[its] = sizes.length;
      shown[sizes.length] = seq;
      sizes.push(1);
    } else {
      sizes[place]! += 1;
      if (worth(seq) > worth(shown[place]!)) shown[place] = seq;
    }
  }
  return { shown: shown.subarray(0, sizes.length), sizes };
}

/** Pictures of one group beside each other, each group where its first picture stands. */
export function groupHits(sorted: Uint32Array, groupOf: ReadonlyMap<number, string>): Uint32Array {
  return Uint32Array.from([...Map.groupBy(sorted, (seq) => groupOf.get(seq)).values()].flat());
}
