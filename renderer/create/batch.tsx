import { Columns2, CornerUpLeft, RotateCcw, X } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { QueueEntry } from '../../electron/api/contract/queue.ts';
import { recallToDraft } from '../state/draft.ts';
import { useFavourites } from '../state/favourites.ts';
import { goTo } from '../state/location.ts';
import { useReturn } from '../state/opened-from.ts';
import { nameOfFile } from '../state/lora-tags.ts';
import { cancelPrint, retryPrint } from '../state/print-queue.ts';
import { armsOfJob, isOpen, progressOf } from '../state/print-job.ts';
import type { PrintJob } from '../state/print-job.ts';
import { useQueueState } from '../state/queue-state.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { formatSeconds } from '../ui/format.ts';
import { orReport } from '../ui/or-report.ts';
import { nameSeed } from '../ui/seed-name.ts';
import { tip } from '../ui/tip.ts';
import { showToast } from '../ui/toast-store.ts';
import { BatchCell } from './batch-cell.tsx';
import { BatchFailure, holdsWords } from './batch-failure.tsx';
import { fitCells, gaps } from './fit-cells.ts';
import type { CellSpace } from './fit-cells.ts';
import { saySampler } from '../ui/say-sampler.ts';

/** A batch: its words above, a group of pictures per seed below, growing from noise. */
export function Batch({ job, space }: { job: PrintJob; space: CellSpace }) {
  const favourites = useFavourites();
  const { settings, seeds } = job.job ?? {};
  const width = settings?.width ?? job.request.width ?? 1;
  const height = settings?.height ?? job.request.height ?? 1;
  const arms = job.request.arms.length;
  const article = useRef<HTMLElement>(null);
  const beside = job.cells.flat().flatMap(({ picture }) => picture?.id ?? []);
  useReturn(article, beside);
  const layout = fitCells(job.cells.length, arms, width / height, space);
  const groupWidth = layout.armColumns * layout.width + (layout.armColumns - 1) * gaps.arm;
  return (
    <article
      ref={article}
      className="flex flex-col gap-4"
      data-testid="batch"
      data-status={job.status}
    >
      <BatchHeader job={job} />
      {job.status === 'failed' && !holdsWords(layout) ? <BatchFailure error={job.error} /> : null}
      <div className="flex flex-wrap" style={{ gap: gaps.seed }}>
        {job.cells.map((row, s) => (
          <div
            key={s}
            className="flex flex-wrap"
            style={{ gap: gaps.arm, rowGap: 0, width: groupWidth }}
          >
            {row.map((cell, a) => {
              const arm = job.request.arms[a];
              return arm ? (
                <BatchCell
                  // oxlint-disable-next-line react/no-array-index-key -- an arm is its place
                  key={a}
                  job={job}
                  cell={cell}
                  arm={arm}
                  seed={
                    seeds?.[s] === undefined ? null : nameSeed(seeds[s], settings?.variation, s)
                  }
                  first={s === 0 && a === 0}
                  favourite={cell.picture !== null && favourites.has(cell.picture.id)}
                  layout={layout}
                  beside={beside}
                />
              ) : null;
            })}
          </div>
        ))}
      </div>
    </article>
  );
}

function BatchHeader({ job }: { job: PrintJob }) {
  const { t, i18n } = useTranslation();
  const settings = job.job?.settings;
  const arms = armsOfJob(job);
  const english = arms.find((arm) => arm.kind === 'en');
  const main = arms[0];
  const loras = (main?.loras ?? []).map(({ file, scale }) => `${nameOfFile(file)} ${scale}`);
  const comparisonId = job.job?.comparisonId ?? null;
  const pace =
    job.secondsPerStep === null
      ? null
      : t('create.batch.secondsPerStep', {
          time: formatSeconds(job.secondsPerStep, i18n.language),
        });
  const facts = settings
    ? t('create.batch.facts', {
        size: `${settings.width}×${settings.height}`,
        steps: settings.steps,
        sampler: saySampler(settings.sampler, t),
      })
    : null;
  return (
    <header className="flex min-h-16 items-start gap-4">
      <div className="min-w-0 grow">
        <h2 className="line-clamp-2 text-lg font-medium" title={main?.prompt}>
          {main?.prompt}
        </h2>
        <p className="truncate text-sm text-quiet">
          {english && english !== main ? (
            <span lang="en" className="mr-3 text-en-ink">
              {english.prompt}
            </span>
          ) : null}
          {loras.length > 0 ? `LoRA ${loras.join(', ')}` : null}
        </p>
      </div>
      <div className="flex shrink-0 flex-col items-end gap-0.5">
        <div className="flex items-center gap-1">
          {comparisonId !== null && progressOf(job).saved > 0 ? (
            <Button size="small" look="quiet" onClick={() => goTo(`/compare/${comparisonId}`)}>
              <Columns2 aria-hidden className="size-3.5" />
              {t('create.batch.compare')}
            </Button>
          ) : null}
          {job.job ? (
            <IconButton
              size="small"
              label={t('create.batch.recall')}
              icon={<CornerUpLeft aria-hidden className="size-4" />}
              onClick={() => {
                if (!job.job) return;
                recallToDraft({
                  arms: job.job.arms,
                  settings: job.job.settings,
                  count: job.job.seeds.length,
                });
                showToast(t('create.batch.recalled'));
              }}
            />
          ) : null}
          {job.status === 'failed' || job.status === 'cancelled' ? (
            <Button
              size="small"
              {...tip(t('queue.retry'))}
              onClick={() => orReport(retryPrint(job), t)}
            >
              <RotateCcw aria-hidden className="size-3.5" />
              {t('queue.retryAction')}
            </Button>
          ) : null}
          {isOpen(job) ? (
            <Button size="small" onClick={() => void cancelPrint(job.key)}>
              <X aria-hidden className="size-3.5" />
              {job.cancelRequested ? t('queue.cancelNow') : t('common.cancel')}
            </Button>
          ) : null}
        </div>
        <p className="figures text-right text-xs text-quiet">
          {[facts, pace].filter((part) => part !== null).join(' · ')}
        </p>
        <p className="figures text-right text-xs text-quiet">
          <StatusWords job={job} />
        </p>
      </div>
    </header>
  );
}

function StatusWords({ job }: { job: PrintJob }) {
  const { t, i18n } = useTranslation();
  const { saved, calibration } = progressOf(job);
  const paused = useQueueState((state) => state.paused);
  const isHeld = useQueueState(({ held }) => held !== null);
  const attempts = useQueueState(({ open }) => attemptsAt(open, job));
  const again = attempts > 1 ? t('create.batch.again', { attempts }) : null;
  switch (job.status) {
    case 'sending':
    case 'queued':
      if (paused) return t('queue.paused');
      return job.ahead > 0
        ? t('create.batch.waiting', { count: job.ahead })
        : t('create.batch.next');
    case 'begun':
      if (job.cancelRequested) return t('queue.cancelling');
      if (isHeld) return t('queue.held');
      return again ?? t('queue.firstStep');
    case 'loading':
      if (job.cancelRequested) return t('queue.cancelling');
      if (calibration !== null) return t('queue.calibrating', calibration);
      return again ?? t('queue.loadingModel');
    case 'running':
      if (job.cancelRequested) return t('queue.cancelling');
      if (isHeld) return t('queue.held');
      return job.shortOfMemory ? t('create.batch.shortOfMemory') : again;
    case 'done':
      return t('create.batch.total', { time: formatSeconds(job.seconds ?? 0, i18n.language) });
    case 'cancelled':
      return t('create.batch.cancelled', { saved });
    case 'failed':
      return <span className="text-danger">{t('create.batch.failed')}</span>;
  }
}

/** Above 1 where what was begun of the picture was lost with its process. */
function attemptsAt(open: readonly QueueEntry[], { job }: PrintJob): number {
  return open.find((entry) => entry.job.id === job?.id)?.attempts ?? 1;
}
