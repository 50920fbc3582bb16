import { useMutation } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { PackRun } from '../../electron/api/contract/packs.ts';
import { studio } from '../api/studio.ts';
import { goTo } from '../state/location.ts';
import { scorePictures, useScoring } from '../state/score-pictures.ts';
import { resumePack, usePackRuns } from '../state/pack-runs.ts';
import { orReport } from '../ui/or-report.ts';
import { ArmSeal } from '../ui/arm-badge.tsx';
import { Button } from '../ui/button.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { RelativeTime } from '../ui/relative-time.tsx';
import { dataUrlBlob, saveFile } from '../ui/save-file.ts';
import { showToast } from '../ui/toast-store.ts';

/** What was printed of a pack, newest first: go on, vote blind, take the report. */
export function RunList({ runs }: { runs: readonly PackRun[] }) {
  const { t } = useTranslation();
  if (runs.length === 0) return null;
  return (
    <section>
      <h3 className="mb-1 text-sm text-quiet">{t('packs.runs.label')}</h3>
      <ul className="border-t border-line">
        {runs.map((run) => (
          <RunRow key={run.id} run={run} />
        ))}
      </ul>
    </section>
  );
}

function RunRow({ run }: { run: PackRun }) {
  const { t, i18n } = useTranslation();
  const open = usePackRuns((state) => state.open.find((one) => one.run.id === run.id));
  // The list is as it was when the run began.
  const printed = Math.max(open?.run.printed ?? 0, run.printed);
  const isGoing = open !== undefined && !open.error;
  const scoring = useScoring(({ progress }) => progress !== null);
  const report = useMutation({
    mutationFn: () =>
      studio.packs.report({ runId: run.id, language: i18n.language === 'ja' ? 'ja' : 'en' }),
    onSuccess: ({ fileName, html, sheet }) => {
      saveFile(`${fileName}.html`, html, 'text/html');
      saveFile(`${fileName}.png`, dataUrlBlob(sheet, 'image/png'));
      showToast(t('packs.runs.reported'));
    },
  });
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line py-2 text-sm">
      <RelativeTime date={run.createdAt} />
      <span className="flex gap-0.5">
        {run.arms.map(({ kind, modelId }) => (
          <ArmSeal key={`${kind} ${modelId}`} arm={kind} />
        ))}
      </span>
      <span className="figures text-quiet">
        {t('packs.runs.printed', { printed, total: run.total })}
      </span>
      <div className="ml-auto flex gap-1">
        {printed < run.total && !isGoing ? (
          <Button size="small" onClick={() => orReport(resumePack(run.id), t)}>
            {t('packs.runs.resume')}
          </Button>
        ) : null}
        <Button
          size="small"
          look="quiet"
          disabled={printed === 0 || scoring}
          onClick={() => orReport(scoreRun(run.id, t), t)}
        >
          {t('packs.runs.score')}
        </Button>
        <Button
          size="small"
          look="quiet"
          disabled={printed === 0}
          onClick={() => goTo(`/compare/blind?run=${run.id}`)}
        >
          {t('packs.runs.vote')}
        </Button>
        <Button
          size="small"
          look="quiet"
          disabled={printed === 0 || report.isPending}
          onClick={() => report.mutate()}
        >
          {report.isPending ? t('packs.runs.reporting') : t('packs.runs.report')}
        </Button>
      </div>
      {report.isError ? (
        <div className="w-full">
          <ErrorNotice error={report.error} compact />
        </div>
      ) : null}
    </li>
  );
}

/** Scores every picture of a run; the next report has them. */
async function scoreRun(runId: string, t: TFunction): Promise<void> {
  const prompts = await studio.packs.comparisons({ runId });
  const made = await Promise.all(
    prompts.flatMap(({ comparisonIds }) =>
      comparisonIds.map((id) => studio.comparisons.get({ id })),
    ),
  );
  const ids = made.flatMap(({ pictures }) => pictures.flat()).filter((id) => id !== null);
  await scorePictures(ids, t);
}
