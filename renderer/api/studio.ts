import { createORPCClient } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import { createTanstackQueryUtils } from '@orpc/tanstack-query';
import { notifyManager, QueryClient } from '@tanstack/react-query';
import type { StudioContract } from '../../electron/api/contract/contract.ts';
import { studioLink } from './connection.ts';

/** The studio, called directly: `await studio.gallery.get({ ids })`, `for await (… of await studio.generation.run(…))`. */
export const studio: ContractRouterClient<StudioContract> = createORPCClient(studioLink);

/** The studio for TanStack Query: `useQuery(studioQuery.models.list.queryOptions())`. */
export const studioQuery = createTanstackQueryUtils(studio);

// By default listeners hear of a change a timer later. A checkbox whose setting is put into the cache on a click would be
// drawn as it was in between.
notifyManager.setScheduler(queueMicrotask);

/**
 * Answers are fresh until something says otherwise: the page is told by the jobs it runs and by its own changes, so it
 * does not ask again on every focus.
 */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 30_000, refetchOnWindowFocus: true, retry: false, networkMode: 'always' },
    mutations: { networkMode: 'always' },
  },
});

/** Call after pictures, prompts or comparisons came or went: what shows them asks again. */
export function refreshKept(): void {
  for (const noun of [studioQuery.gallery, studioQuery.comparisons, studioQuery.prompts]) {
    void queryClient.invalidateQueries({ queryKey: noun.key() });
  }
}
