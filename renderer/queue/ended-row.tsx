import { RotateCcw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { QueueEntry } from '../../electron/api/contract/queue.ts';
import { describeError } from '../api/error-words.ts';
import { jobError } from '../api/job-error.ts';
import { retryJobs } from '../state/print-queue.ts';
import { ArmSeal } from '../ui/arm-badge.tsx';
import { Button } from '../ui/button.tsx';
import { orReport } from '../ui/or-report.ts';

/** A job that has ended: how, and the way to the pictures that it lacks. */
export function EndedRow({ entry }: { entry: QueueEntry }) {
  const { job, saved, total, failure } = entry;
  const { t, i18n } = useTranslation();
  const words =
    failure === null || failure.code === null
      ? null
      : describeError(jobError(failure), t, i18n.language);
  return (
    <li className="flex items-center gap-2 rounded-sm px-2 py-1 hover:bg-ink/5">
      <span className="flex shrink-0 gap-0.5">
        {job.arms.map((arm, place) => (
          <ArmSeal key={place} arm={arm.kind} />
        ))}
      </span>
      <div className="min-w-0 grow">
        <p className="truncate text-sm">{job.arms[0]?.prompt}</p>
        {words ? <p className="text-xs text-danger">{words.happened}</p> : null}
      </div>
      <span className="figures shrink-0 text-xs text-quiet">
        {t(`queue.status.${job.status}`)} {saved}/{total}
      </span>
      {job.status === 'failed' || job.status === 'cancelled' ? (
        <Button
          size="small"
          aria-label={t('queue.retry')}
          title={t('queue.retry')}
          onClick={() => orReport(retryJobs([job.id]), t)}
        >
          <RotateCcw aria-hidden className="size-3.5" />
          {t('queue.retryAction')}
        </Button>
      ) : null}
    </li>
  );
}
