import { isOpen } from '../state/print-job.ts';
import type { PrintCell } from '../state/print-job.ts';
import { usePrintQueue } from '../state/print-queue.ts';
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
