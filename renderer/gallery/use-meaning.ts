import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { studioQuery } from '../api/studio.ts';

/** So many of the nearest pictures are shown; what comes after them has little to do with the words. */
const nearest = 500;

/** What is known of a search by meaning. */
export interface Meaning {
  /** Ids, best first; undefined before they are known. */
  readonly ids: readonly string[] | undefined;
  /** Pictures that the scorer has looked at. */
  readonly searched: number;
  /** Null where no scorer reads the words. */
  readonly scorer: string | null;
  /** It is the small one that comes with the studio, whose order means little. */
  readonly isDemo: boolean;
  readonly error: unknown;
}

/** Pictures that show what the words mean, of those that the filter leaves. Null where nothing is looked for so. */
export function useMeaning(
  text: string,
  on: boolean,
  filtered: readonly string[] | undefined,
): Meaning | null {
  const asked = on && text !== '';
  const query = useQuery({
    ...studioQuery.scores.find.queryOptions({ input: { text, limit: nearest } }),
    enabled: asked,
    placeholderData: keepPreviousData,
  });
  const { data, error } = query;
  const ids = useMemo(() => {
    if (!data || !filtered) return undefined;
    const left = new Set(filtered);
    return data.pictures.flatMap(({ id }) => (left.has(id) ? [id] : []));
  }, [data, filtered]);
  if (!asked) return null;
  const scorer = data?.scorer ?? null;
  return {
    ids,
    searched: data?.searched ?? 0,
    scorer: scorer?.name ?? null,
    isDemo: scorer?.origin === 'demo',
    error,
  };
}
