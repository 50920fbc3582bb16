import { useTranslation } from 'react-i18next';
import type { QueueEntry } from '../../electron/api/contract/queue.ts';
import { useQueueSteps } from '../state/queue-state.ts';
import { partOfEntry } from '../state/queue-steps.ts';
import { ProgressBar } from '../ui/progress-bar.tsx';

/** How far a running job is, step by step: a single picture of a large model takes minutes. */
export function EntryProgress({ entry, className }: { entry: QueueEntry; className: string }) {
  const { t } = useTranslation();
  const part = useQueueSteps(({ steps }) => partOfEntry(entry, steps));
  return <ProgressBar label={t('queue.progress')} value={part} className={className} />;
}
