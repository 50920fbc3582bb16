import type { TFunction } from 'i18next';
import { studio } from '../api/studio.ts';
import { retryJobs } from '../state/print-queue.ts';
import { orReport } from '../ui/or-report.ts';
import { showToast } from '../ui/toast-store.ts';

/** Cancels; for ten seconds the jobs can be asked for again, with what they have saved. */
export function cancelWithUndo(jobIds: readonly string[], t: TFunction): void {
  if (jobIds.length === 0) return;
  const cancel = async () => {
    const cancelled = await studio.queue.cancel({ jobIds: [...jobIds] });
    const count = cancelled.jobIds.length;
    if (count === 0) return;
    showToast(t('queue.cancelled', { count }), {
      label: t('common.undo'),
      run: () => orReport(retryJobs(cancelled.jobIds), t),
    });
  };
  orReport(cancel(), t);
}
