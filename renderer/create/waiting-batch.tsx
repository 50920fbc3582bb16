import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useQueueState } from '../state/queue-state.ts';
import { armsOfJob } from '../state/print-job.ts';
import { cancelPrint } from '../state/print-queue.ts';
import type { PrintJob } from '../state/print-job.ts';
import { ArmSeal } from '../ui/arm-badge.tsx';
import { IconButton } from '../ui/button.tsx';

/** A batch that waits for its turn: one line, until it starts. */
export function WaitingBatch({ job }: { job: PrintJob }) {
  const { t } = useTranslation();
  // Those before it end, and it may be moved: the queue knows better than what was said when it was taken in.
  const { open, paused } = useQueueState();
  const place = open.findIndex((entry) => entry.job.id === job.job?.id);
  const ahead = place < 0 ? job.ahead : place;
  return (
    <li className="flex h-10 items-center gap-3 rounded-md border border-line bg-raised pr-1.5 pl-3">
      <span className="flex gap-0.5">
        {job.request.arms.map((arm) => (
          // Of several arms of one kind the prompts differ.
          <ArmSeal key={`${arm.kind} ${arm.modelId} ${arm.prompt}`} arm={arm.kind} />
        ))}
      </span>
      <span className="min-w-0 grow truncate text-sm">{armsOfJob(job)[0]?.prompt}</span>
      <span className="shrink-0 text-xs text-quiet">
        {ahead > 0
          ? t('create.batch.waiting', { count: ahead })
          : t(paused ? 'queue.paused' : 'create.batch.next')}
      </span>
      <IconButton
        size="small"
        label={t('queue.cancel')}
        icon={<X aria-hidden className="size-4" />}
        onClick={() => void cancelPrint(job.key)}
      />
    </li>
  );
}
