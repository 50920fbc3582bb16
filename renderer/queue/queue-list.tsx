import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Job } from '../../electron/api/contract/generation.ts';
import type { ArmKind } from '../../electron/api/contract/arm.ts';
import { cancelJob, cancelPrint } from '../state/print-queue.ts';
import type { PrintJob } from '../state/print-job.ts';
import { progressOf } from '../state/print-job.ts';
import { ArmSeal } from '../ui/arm-badge.tsx';
import { IconButton } from '../ui/button.tsx';

interface QueueListProps {
  open: readonly PrintJob[];
  elsewhere: readonly Job[];
}

/** All that is running or waiting, each with its own way to stop. */
export function QueueList({ open, elsewhere }: QueueListProps) {
  const { t } = useTranslation();
  return (
    <div className="max-h-80 overflow-y-auto p-2">
      <h2 className="px-2 py-1 text-xs text-quiet">{t('queue.list')}</h2>
      <ul>
        {open.map((job) => {
          const { saved, total } = progressOf(job);
          return (
            <Row
              key={job.key}
              prompt={job.request.arms[0]?.prompt ?? ''}
              arms={job.request.arms.map((arm) => arm.kind)}
              note={t('queue.pictureOf', { done: saved, total })}
              onCancel={() => void cancelPrint(job.key)}
            />
          );
        })}
        {elsewhere.map((job) => (
          <Row
            key={job.id}
            prompt={job.arms[0]?.prompt ?? ''}
            arms={job.arms.map((arm) => arm.kind)}
            note={t('queue.elsewhere')}
            onCancel={() => void cancelJob(job.id)}
          />
        ))}
      </ul>
    </div>
  );
}

interface RowProps {
  prompt: string;
  arms: readonly ArmKind[];
  note: string;
  onCancel(): void;
}

function Row({ prompt, arms, note, onCancel }: RowProps) {
  const { t } = useTranslation();
  return (
    <li className="flex items-center gap-2 rounded-sm px-2 py-1 hover:bg-ink/5">
      <span className="flex gap-0.5">
        {arms.map((arm) => (
          <ArmSeal key={arm} arm={arm} />
        ))}
      </span>
      <span className="min-w-0 grow truncate text-sm">{prompt}</span>
      <span className="figures shrink-0 text-xs text-quiet">{note}</span>
      <IconButton
        size="small"
        label={t('queue.cancel')}
        icon={<X aria-hidden className="size-3.5" />}
        onClick={onCancel}
      />
    </li>
  );
}
