import { useQuery } from '@tanstack/react-query';
import type { GalleryPicture } from '../../electron/api/contract/gallery.ts';
import { studioQuery } from '../api/studio.ts';

/** Two rows of the blank desk, three where it is narrow. */
const most = 12;

/** The newest kept pictures; null until it is known whether there are any. A failure counts as none: the gallery says it. */
export function useRecentPictures(): readonly GalleryPicture[] | null {
  const newest = useQuery(studioQuery.gallery.newest.queryOptions({ input: { limit: most } }));
  const ids = newest.data?.ids ?? [];
  const records = useQuery({
    ...studioQuery.gallery.get.queryOptions({ input: { ids } }),
    enabled: ids.length > 0,
  });
  if (newest.isPending || (ids.length > 0 && records.isPending)) return null;
  return asMade(records.data ?? []);
}

/** Newest comparison first, but within it as it was made: the Japanese picture before the English one. */
function asMade(newestFirst: readonly GalleryPicture[]): readonly GalleryPicture[] {
  const groups = Map.groupBy(newestFirst, ({ id, recipe }) => recipe?.comparisonId ?? id);
  return [...groups.values()].flatMap((group) => group.toReversed());
}
