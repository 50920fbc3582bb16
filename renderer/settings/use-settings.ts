import { useMutation, useQuery } from '@tanstack/react-query';
import type { StudioSettings } from '../../electron/api/contract/settings.ts';
import { queryClient, studioQuery } from '../api/studio.ts';

/** The studio's settings and how they are changed. */
export function useSettings() {
  const key = studioQuery.settings.get.queryKey();
  const settings = useQuery(studioQuery.settings.get.queryOptions());
  const change = useMutation({
    ...studioQuery.settings.change.mutationOptions(),
    onSuccess: (next) => {
      queryClient.setQueryData(key, next);
      void queryClient.invalidateQueries({ queryKey: studioQuery.scores.scorers.key() });
      void queryClient.invalidateQueries({ queryKey: studioQuery.system.info.key() });
      void queryClient.invalidateQueries({ queryKey: studioQuery.devices.key() });
    },
    onError: () => void settings.refetch(),
  });
  return {
    data: settings.data,
    error: settings.error ?? change.error,
    /** Kept where it can be: what has to be looked at first (a path) is shown when it was taken. */
    set: (changed: Partial<StudioSettings>) => change.mutate(changed),
    /** Seen at once, and put right where it could not be kept. */
    flip(changed: Partial<StudioSettings>): void {
      // An answer that is on its way knows the setting as it was.
      void queryClient.cancelQueries({ queryKey: key });
      if (settings.data) queryClient.setQueryData(key, { ...settings.data, ...changed });
      change.mutate(changed);
    },
  };
}
