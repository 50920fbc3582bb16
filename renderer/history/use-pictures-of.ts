import { useQueries } from '@tanstack/react-query';
import { isPrinted } from '../../electron/api/contract/gallery.ts';
import type { GalleryPicture, Picture } from '../../electron/api/contract/gallery.ts';
import type { PromptEntry } from '../../electron/api/contract/prompts.ts';
import { studioQuery } from '../api/studio.ts';

/** As many ids as one question may hold. */
const idsAtOnce = 500;

/** The records of all strips, asked for together instead of strip by strip. */
export function usePicturesOf(entries: readonly PromptEntry[]): ReadonlyMap<string, Picture> {
  const ids = [...new Set(entries.flatMap((entry) => entry.pictureIds))];
  const parts: string[][] = [];
  for (let from = 0; from < ids.length; from += idsAtOnce) {
    parts.push(ids.slice(from, from + idsAtOnce));
  }
  return useQueries({
    queries: parts.map((part) => studioQuery.gallery.get.queryOptions({ input: { ids: part } })),
    combine: byId,
  });
}

/** One function for all renders: the map stays the same until an answer comes. */
function byId(
  results: readonly { readonly data: readonly GalleryPicture[] | undefined }[],
): ReadonlyMap<string, Picture> {
  return new Map(
    results.flatMap(({ data }) =>
      (data ?? []).filter(isPrinted).map((picture) => [picture.id, picture] as const),
    ),
  );
}
