import type { TFunction } from 'i18next';
import { describeError } from '../api/error-words.ts';
import { studio } from '../api/studio.ts';
import { i18n } from '../i18n/i18n.ts';
import { showFailure, showToast } from '../ui/toast-store.ts';

/** Says what failed, where nobody waits for the answer. */
export function orReport(act: Promise<unknown>, t: TFunction): void {
  act.catch((error: unknown) => {
    const words = describeError(error, t, i18n.language);
    showFailure(words.happened, words.details);
  });
}

/** Cancels; for ten seconds the jobs can be asked for again, with what they have saved. */
export function cancelWithUndo(jobIds: readonly string[], t: TFunction): void {
  if (jobIds.length === 0) return;
  const cancel = async () => {
    const cancelled = await studio.queue.cancel({ jobIds: [...jobIds] });
    const count = cancelled.jobIds.length;
    if (count === 0) return;
    showToast(t('queue.cancelled', { count }), {
      label: t('common.undo'),
      run: () => orReport(studio.queue.retry({ jobIds: cancelled.jobIds }), t),
    });
  };
  orReport(cancel(), t);
}
