import type { QueueEntry } from '../../electron/api/contract/queue.ts';
import type { Pane } from './viewed.ts';

/** Whether a place of a comparison is still to come, by the studio's open jobs; null where none of them makes it. */
export function statusIn(
  open: readonly { readonly job: Pick<QueueEntry['job'], 'comparisonId' | 'status'> }[],
  place: Pane['cell'],
): 'queued' | 'running' | null {
  const entry = place && open.find(({ job }) => job.comparisonId === place.comparisonId);
  if (!entry) return null;
  return entry.job.status === 'queued' ? 'queued' : 'running';
}
