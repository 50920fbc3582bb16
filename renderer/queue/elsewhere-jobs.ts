import { useQuery } from '@tanstack/react-query';
import type { Job } from '../../electron/api/contract/generation.ts';
import { useConnection } from '../api/connection.ts';
import { studioQuery } from '../api/studio.ts';
import { usePrintQueue } from '../state/print-queue.ts';

const askEvery = 5000;

/** Jobs of the same studio that were started from another window or the command line. */
export function useElsewhereJobs(): readonly Job[] {
  const jobs = usePrintQueue((state) => state.jobs);
  const connected = useConnection((state) => state.status === 'open');
  const active = useQuery({
    ...studioQuery.generation.active.queryOptions(),
    refetchInterval: askEvery,
  });
  const own = new Set(jobs.map((job) => job.job?.id));
  const sending = jobs.some((job) => job.status === 'sending');
  // Until the studio has answered, a job of this page has no id yet and would be taken for somebody else's.
  return sending || !connected ? [] : (active.data ?? []).filter((job) => !own.has(job.id));
}
