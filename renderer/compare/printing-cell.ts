import { isOpen } from '../state/print-job.ts';
import type { PrintCell } from '../state/print-job.ts';
import { usePrintQueue } from '../state/print-queue.ts';
import { useQueueState } from '../state/queue-state.ts';
import { statusIn } from './status-in.ts';
import type { Pane } from './viewed.ts';

/** The cell of a comparison while this page watches it being made; null otherwise. */
export function usePrintingCell(place: Pane['cell']): PrintCell | null {
  return usePrintQueue((state) => {
    if (place === null) return null;
    const { comparisonId, seed, arm } = place;
    const job = state.jobs.find(
      (candidate) => candidate.job?.comparisonId === comparisonId && isOpen(candidate),
    );
    return job?.cells[seed]?.[arm] ?? null;
  });
}

/** How far the studio is with a comparison whoever asked for it, a pack for one; null where it makes nothing of it now. */
export function useStudioStatus(place: Pane['cell']): 'queued' | 'running' | null {
  return useQueueState(({ open }) => statusIn(open, place));
}

/** Ids of the comparisons that this page watches being made, joined: equal while nothing began or ended. */
export function usePrintingComparisons(): ReadonlySet<string> {
  const joined = usePrintQueue((state) =>
    state.jobs
      .filter(isOpen)
      .map((job) => job.job?.comparisonId ?? '')
      .filter((id) => id !== '')
      .join(' '),
  );
  return new Set(joined === '' ? [] : joined.split(' '));
}
