import type { Picture } from '../../electron/api/contract/gallery.ts';
import { armOrder } from '../state/draft-shape.ts';

/**
 * Ids of a strip so that pairs stay together and look as they do in Create: jobs stay in the order given (newest
 * first), within a job by seed, within a seed by arm. Ids without a record keep their place at the end.
 */
export function orderStrip(
  ids: readonly string[],
  pictures: ReadonlyMap<string, Picture>,
): readonly string[] {
  const known = ids.flatMap((id) => pictures.get(id) ?? []);
  const jobs = [...new Set(known.map((picture) => picture.jobId))];
  const sorted = known.toSorted(
    (a, b) =>
      jobs.indexOf(a.jobId) - jobs.indexOf(b.jobId) ||
      compareSeeds(a.recipe.seed, b.recipe.seed) ||
      armOrder.indexOf(a.arm) - armOrder.indexOf(b.arm),
  );
  return [...sorted.map((picture) => picture.id), ...ids.filter((id) => !pictures.has(id))];
}

/**
 * A picture of either prompt to lay beside each other: of one arm and one seed where both have that, else of one arm, else
 * the first of each; null where one has none.
 */
export function matchPictures(
  before: readonly Picture[],
  after: readonly Picture[],
): readonly [Picture, Picture] | null {
  const pairs = before.flatMap((a) => after.map((b) => [a, b] as const));
  const likeness = ([a, b]: readonly [Picture, Picture]) =>
    (a.arm === b.arm ? 2 : 0) + (a.recipe.seed === b.recipe.seed ? 1 : 0);
  const [first] = pairs.toSorted((one, other) => likeness(other) - likeness(one));
  return first ?? null;
}

function compareSeeds(a: string, b: string): number {
  const difference = BigInt(a) - BigInt(b);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
