import { useQueries } from '@tanstack/react-query';
import { studioQuery } from '../api/studio.ts';

/** Whether the studio has answered, or refused, everything that the sections of the settings ask it on opening. */
export function useArrived(): boolean {
  return useQueries({
    queries: [
      studioQuery.system.info.queryOptions(),
      studioQuery.settings.get.queryOptions(),
      studioQuery.devices.list.queryOptions(),
      studioQuery.scores.scorers.queryOptions(),
      studioQuery.remote.state.queryOptions(),
      studioQuery.translator.get.queryOptions(),
      studioQuery.diagnostics.state.queryOptions(),
    ],
    // Asked again after a failure it is `isPending` once more, and the sections would vanish.
    combine: (answers) => answers.every(({ isFetched }) => isFetched),
  });
}
