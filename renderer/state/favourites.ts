import { useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { create } from 'zustand';
import { queryClient, studio, studioQuery } from '../api/studio.ts';
import { ownChanges } from './own-changes.ts';
import { sayFailure } from '../ui/or-report.ts';

const none: ReadonlySet<string> = new Set();
const asSet = ({ ids }: { ids: string }): ReadonlySet<string> =>
  ids === '' ? none : new Set(ids.split(' '));

/** Ids of all favourites; none until they are known. */
export function useFavourites(): ReadonlySet<string> {
  const query = useQuery({
    ...studioQuery.gallery.browse.queryOptions({ input: { favourite: true } }),
    select: asSet,
  });
  return query.data ?? none;
}

/** Pictures that were last changed outside of the gallery, which keeps records of its own; null where any may have been. */
export const useMarked = create<{ ids: readonly string[] | null }>()(() => ({ ids: [] }));

/** Makes a picture a favourite, or no longer one. A failure is said in a toast. */
export async function markFavourite(id: string, favourite: boolean, t: TFunction): Promise<void> {
  ownChanges.note([id]);
  try {
    await studio.gallery.mark({ ids: [id], change: { favourite } });
  } catch (error) {
    sayFailure(error, t);
  }
  ownChanges.note([id]);
  useMarked.setState({ ids: [id] });
  await refreshGalleryLists();
}

/** Asks anew for all that depends on what pictures there are and how they are marked. */
export async function refreshGalleryLists(): Promise<void> {
  const nouns = [studioQuery.gallery, studioQuery.boards, studioQuery.savedSearches];
  await Promise.all(nouns.map((noun) => queryClient.invalidateQueries({ queryKey: noun.key() })));
}
