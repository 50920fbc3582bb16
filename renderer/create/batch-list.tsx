import { useTranslation } from 'react-i18next';
import { clearDesk } from '../state/desk-jobs.ts';
import { asInQueue, isOpen } from '../state/print-job.ts';
import { usePrintQueue } from '../state/print-queue.ts';
import { useQueueState } from '../state/queue-state.ts';
import { Button } from '../ui/button.tsx';
import { showToast } from '../ui/toast-store.ts';
import { Batch } from './batch.tsx';
import { useElementSize } from '../ui/use-element-size.ts';
import { WaitingBatch } from './waiting-batch.tsx';

/** Every batch on the desk: what is being drawn (or was drawn last) as large as it fits, older ones below. */
export function BatchList() {
  const { t } = useTranslation();
  const queue = useQueueState((state) => state.open);
  const jobs = usePrintQueue((state) => state.jobs).map((job) => asInQueue(job, queue));
  const [box, size] = useElementSize();
  const newestFirst = jobs.toReversed();
  const waiting = newestFirst.filter((job) => job.status === 'queued' || job.status === 'sending');
  const started = newestFirst.filter((job) => !waiting.includes(job));
  // Nothing has started yet: the next one to start takes the stage, so that the screen answers the press at once.
  const onStage = started[0] ?? waiting.at(-1);
  const behind = waiting.filter((job) => job !== onStage);
  const next = behind.slice(-mostWaiting);
  const later = behind.length - next.length;
  const older = started.filter((job) => job !== onStage);
  return (
    <section
      ref={box}
      aria-label={t('create.batch.list')}
      className="flex h-full flex-col gap-8 overflow-y-auto px-8 py-6"
    >
      {behind.length > 0 ? (
        <ul className="flex shrink-0 flex-col gap-1">
          {later > 0 ? (
            <li className="px-3 text-xs text-quiet">{t('create.batch.later', { count: later })}</li>
          ) : null}
          {next.map((job) => (
            <WaitingBatch key={job.key} job={job} />
          ))}
        </ul>
      ) : null}
      {size === null || !onStage ? null : (
        <Batch
          key={onStage.key}
          job={onStage}
          space={{
            width: size.width - 64,
            height: size.height - 48 - stageHeader - waitingHeight(next.length, later),
            largest: 640,
          }}
        />
      )}
      {size === null
        ? null
        : older.map((job) => (
            <Batch
              key={job.key}
              job={job}
              space={{ width: size.width - 64, height: 420, largest: 220 }}
            />
          ))}
      {started.some((job) => !isOpen(job)) ? (
        <Button
          size="small"
          look="quiet"
          className="self-center"
          onClick={() => {
            const undo = clearDesk();
            showToast(t('create.batch.cleared'), { label: t('common.undo'), run: undo });
          }}
        >
          {t('create.batch.clear')}
        </Button>
      ) : null}
    </section>
  );
}

/** So many of those that wait are shown, the next to come; the queue has all. */
const mostWaiting = 3;

/** Height that the batch's own header takes. CSS pixels. */
const stageHeader = 80;

/** What stands above the stage, with the gap below it. CSS pixels. */
function waitingHeight(shown: number, later: number): number {
  return shown === 0 ? 0 : shown * 44 + (later > 0 ? 20 : 0) + 28;
}
