import { ChevronUp, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { QueueEntry } from '../../electron/api/contract/queue.ts';
import { useConnection } from '../api/connection.ts';
import { cancelPrint, usePrintQueue } from '../state/print-queue.ts';
import { armsOfJob, asInQueue, isOpen, progressOf } from '../state/print-job.ts';
import type { PrintCell, PrintJob } from '../state/print-job.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { formatSeconds } from '../ui/format.ts';
import { Kbd } from '../ui/kbd.tsx';
import { commandKey } from '../ui/keys.ts';
import { Popover } from '../ui/popover.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { useQueueState } from '../state/queue-state.ts';
import { EntryProgress } from './entry-progress.tsx';
import { QueuePanel } from './queue-panel.tsx';

/** The slim strip under every room: what is being generated now, and how much waits behind it. */
export function QueueStrip() {
  const { t } = useTranslation();
  const queue = useQueueState();
  const open = usePrintQueue((state) => state.jobs)
    .filter(isOpen)
    .map((job) => asInQueue(job, queue.open));
  const own = new Set(open.map((job) => job.job?.id));
  const elsewhere = queue.open.filter(({ job }) => !own.has(job.id));
  const running = open.find(({ status }) => ['running', 'loading', 'begun'].includes(status));
  const current = running ?? open[0];
  const unseen = elsewhere.find(({ job }) => job.status === 'running') ?? elsewhere[0];
  const others = open.length + elsewhere.length - (current || unseen ? 1 : 0);
  const waiting = queue.paused
    ? t('queue.paused')
    : others > 0
      ? t('queue.queued', { count: others })
      : '';
  const hasOpen = queue.open.length > 0 || queue.paused;
  const opens = hasOpen ? t('queue.open') : t('queue.openEnded');
  return (
    <section
      aria-label={t('queue.strip')}
      className="relative flex h-11 shrink-0 items-center gap-3 border-t border-line bg-raised px-4 text-sm"
    >
      {current ? <Running job={current} /> : unseen ? <Unseen entry={unseen} /> : <Idle />}
      {queue.open.length > 0 || queue.paused || queue.ended.length > 0 ? (
        <Popover
          label={t('queue.list')}
          side="top"
          align="end"
          className="w-[min(30rem,94vw)]"
          trigger={
            <Button
              size="small"
              look="quiet"
              // What is read on it comes first in what it is called: whoever speaks to the page says what is read.
              aria-label={`${waiting} ${opens}`.trim()}
            >
              {waiting}
              <ChevronUp aria-hidden className="size-3.5" />
            </Button>
          }
        >
          <QueuePanel />
        </Popover>
      ) : null}
    </section>
  );
}

function Idle() {
  const { t } = useTranslation();
  return (
    <>
      <p className="grow text-quiet">{t('queue.idle')}</p>
      <p className="flex items-center gap-1 text-xs text-quiet max-sm:hidden">
        <Kbd>{commandKey}</Kbd>
        <Kbd>Enter</Kbd>
        <span className="ml-1">{t('queue.idleHint')}</span>
      </p>
    </>
  );
}

/** A job that Create does not follow step by step: of a grid, a pack, another window or the command line. */
function Unseen({ entry }: { entry: QueueEntry }) {
  const { job, saved, total } = entry;
  const { t } = useTranslation();
  const { held } = useQueueState();
  const isRunning = job.status === 'running';
  return (
    <>
      {isRunning ? (
        <EntryProgress entry={entry} className="absolute inset-x-0 -top-px rounded-none" />
      ) : null}
      <p className="min-w-0 grow truncate">{job.arms[0]?.prompt}</p>
      <p className="figures shrink-0 text-quiet" data-testid="queue-status">
        {isRunning && held !== null
          ? t('queue.held')
          : isRunning && total > 1
            ? t('queue.pictureOf', { done: saved, total })
            : t(`queue.status.${job.status}`)}
      </p>
    </>
  );
}

function Running({ job }: { job: PrintJob }) {
  const { t, i18n } = useTranslation();
  const progress = progressOf(job);
  const preview = progress.current?.preview ?? null;
  const isHeld = useQueueState(({ held }) => held !== null);
  const isLost = useConnection(({ status }) => status === 'lost');
  // Of what is held or out of reach nobody knows how far it is.
  const isTimed = job.status === 'running' && !job.cancelRequested && !isHeld && !isLost;
  return (
    <>
      <ProgressBar
        label={t('queue.progress')}
        value={partOf(job)}
        className="absolute inset-x-0 -top-px rounded-none"
      />
      <span className="size-8 shrink-0 overflow-hidden rounded-sm bg-sunk">
        {preview === null ? null : <img src={preview} alt="" className="size-full object-cover" />}
      </span>
      <p className="min-w-0 grow truncate">{armsOfJob(job)[0]?.prompt}</p>
      <p className="figures shrink-0 text-quiet" data-testid="queue-status">
        <StatusWords job={job} />
      </p>
      {isTimed && progress.secondsLeft !== null && progress.secondsLeft > 0 ? (
        <p className="figures shrink-0 text-quiet max-lg:hidden">
          {t('queue.timeLeft', {
            time: formatSeconds(Math.max(1, Math.round(progress.secondsLeft)), i18n.language),
          })}
        </p>
      ) : null}
      <IconButton
        size="small"
        label={job.cancelRequested ? t('queue.cancelNow') : t('queue.cancel')}
        icon={<X aria-hidden className="size-4" />}
        onClick={() => void cancelPrint(job.key)}
      />
    </>
  );
}

/** All steps are done: what is left is the way to pixels, a minute or more for a large picture of a large model. */
function isDrawn({ step, steps }: PrintCell): boolean {
  return steps > 0 && step >= steps;
}

/** 0 … 1 of the bar; null while nobody knows. */
function partOf(job: PrintJob): number | null {
  const { part, calibration } = progressOf(job);
  if (job.status === 'running') return part;
  if (job.status === 'begun') return null;
  if (job.status !== 'loading') return 0;
  return calibration === null ? null : calibration.step / calibration.steps;
}

function StatusWords({ job }: { job: PrintJob }) {
  const { t } = useTranslation();
  const { current, calibration, saved, total } = progressOf(job);
  const { held } = useQueueState();
  if (job.cancelRequested) return t('queue.cancelling');
  if (held !== null && (job.status === 'running' || job.status === 'begun')) return t('queue.held');
  if (job.status === 'loading')
    return calibration === null ? t('queue.loadingModel') : t('queue.calibrating', calibration);
  if (job.status === 'begun') return t('queue.firstStep');
  if (job.status !== 'running') return t('queue.waiting');
  const pictures = total > 1 ? t('queue.pictureOf', { done: saved, total }) : '';
  const steps =
    current === null
      ? ''
      : isDrawn(current)
        ? t('queue.decoding')
        : t('queue.stepOf', { step: current.step, steps: current.steps });
  return [pictures, steps].filter((part) => part !== '').join(' · ');
}
