import { useQuery } from '@tanstack/react-query';
import type { GalleryFacets } from '../../electron/api/contract/gallery-filter.ts';
import { studioQuery } from '../api/studio.ts';
import { usePreferences } from '../state/preferences.ts';

/**
 * Names of models by their fingerprint: as the library calls them, in the language of the interface; as the pictures'
 * recipes do, where the library has them no more.
 */
export function useModelNames(
  found: GalleryFacets['models'] = [],
): (fingerprint: string) => string {
  const language = usePreferences((state) => state.language);
  const library = useQuery(studioQuery.models.list.queryOptions());
  return (fingerprint) =>
    library.data?.find((model) => model.fingerprint === fingerprint)?.name[language] ??
    found.find((model) => model.value === fingerprint)?.name ??
    fingerprint.slice(0, 12);
}
