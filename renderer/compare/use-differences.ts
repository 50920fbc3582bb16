import { useQuery } from '@tanstack/react-query';
import type { Difference } from '../../electron/api/contract/comparisons.ts';
import { studioQuery } from '../api/studio.ts';
import type { SeedRow } from './comparison-rows.ts';

/** How far the pictures of a row are apart; empty while it is being measured or where there is nothing to measure. */
export function useDifferences(row: SeedRow): readonly Difference[] {
  const there = row.pictureIds.filter((id) => id !== null);
  const measured = useQuery({
    // The ids are part of the question: once another picture is there, more can be measured.
    ...studioQuery.comparisons.measure.queryOptions({
      input: { id: row.comparison.id, seed: row.index },
    }),
    queryKey: [
      ...studioQuery.comparisons.measure.queryKey({
        input: { id: row.comparison.id, seed: row.index },
      }),
      there.join(' '),
    ],
    enabled: there.length > 1,
  });
  return measured.data ?? [];
}

/** The difference of two arms, in either order. */
export function differenceOf(
  differences: readonly Difference[],
  [a, b]: readonly [number, number],
): Difference | null {
  return (
    differences.find(
      ({ first, second }) => first === Math.min(a, b) && second === Math.max(a, b),
    ) ?? null
  );
}
