import { useMutation, useQuery } from '@tanstack/react-query';
import { Play, Square } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { armKinds } from '../../electron/api/contract/arm.ts';
import type { ArmKind } from '../../electron/api/contract/arm.ts';
import type { Pack } from '../../electron/api/contract/packs.ts';
import { studioQuery } from '../api/studio.ts';
import { useDraft } from '../state/draft.ts';
import { startPack, stopPack, usePackRuns } from '../state/pack-runs.ts';
import type { OpenPackRun } from '../state/pack-runs.ts';
import { modelFor } from '../state/settle-draft.ts';
import { ArmSeal } from '../ui/arm-badge.tsx';
import { Button } from '../ui/button.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { HeldNotice } from '../ui/held-notice.tsx';
import { orReport } from '../ui/or-report.ts';
import { PictureImage } from '../ui/picture-image.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { UnlikeNote } from '../ui/unlike-note.tsx';

/** Which arms print the pack, and the one button. The models are those chosen on the desk. */
export function StartRun({ pack }: { pack: Pack }) {
  const { t } = useTranslation();
  const draft = useDraft();
  const models = useQuery(studioQuery.models.list.queryOptions());
  const open = usePackRuns((state) => state.open).filter(({ run }) => run.pack.id === pack.id);
  const going = open.find(({ error }) => !error);
  const waiting = open.find(({ error }) => error);
  const start = useMutation({ mutationFn: startPack });
  const [wanted, setWanted] = useState<readonly ArmKind[]>(['ja', 'ja-stage1', 'en']);
  const known = models.data ?? [];
  const arms = armKinds
    .filter((kind) => wanted.includes(kind))
    .flatMap((kind) => {
      const model = modelFor(kind, draft, known);
      return model ? [{ kind, model }] : [];
    });
  const count = going?.run.total ?? pack.prompts.length * pack.seeds.length * arms.length;
  // While a run goes on, these are its own.
  const shown = going?.run.arms.map(({ kind }) => kind) ?? wanted;
  return (
    <section
      aria-label={t('packs.run.label')}
      className="rounded-md border border-line bg-raised p-4"
    >
      <div className="flex flex-wrap items-center gap-x-5 gap-y-2">
        <fieldset className="flex flex-wrap gap-x-4 gap-y-1" disabled={going !== undefined}>
          <legend className="sr-only">{t('packs.run.arms')}</legend>
          {armKinds.map((kind) => (
            <label key={kind} className="flex cursor-pointer items-center gap-1.5 text-sm">
              <input
                type="checkbox"
                className="size-4 accent-ink"
                checked={shown.includes(kind)}
                disabled={modelFor(kind, draft, known) === null}
                onChange={(event) =>
                  setWanted(
                    event.target.checked
                      ? [...wanted, kind]
                      : wanted.filter((other) => other !== kind),
                  )
                }
              />
              <ArmSeal arm={kind} />
              {t(`arms.${kind}.short`)}
            </label>
          ))}
        </fieldset>
        <div className="ml-auto flex items-center gap-3">
          <span className="figures text-sm text-quiet">{t('packs.run.pictures', { count })}</span>
          {going ? (
            <Button disabled={going.isStopping} onClick={() => orReport(stopPack(going.run.id), t)}>
              <Square aria-hidden className="size-3.5" />
              {t(going.isStopping ? 'queue.stopping' : 'packs.run.stop')}
            </Button>
          ) : (
            <Button
              look="primary"
              disabled={arms.length < 2 || start.isPending}
              onClick={() =>
                start.mutate({
                  packId: pack.id,
                  arms: arms.map(({ kind, model }) => ({ kind, modelId: model.id })),
                })
              }
            >
              <Play aria-hidden className="size-3.5" />
              {t('packs.run.start')}
            </Button>
          )}
        </div>
      </div>
      {arms.length < 2 && !going ? (
        <p className="mt-2 text-xs text-quiet">{t('packs.run.two')}</p>
      ) : null}
      {arms.length >= 2 && !going ? (
        <div className="not-empty:mt-2">
          <UnlikeNote models={arms.map(({ model }) => model)} />
        </div>
      ) : null}
      {going ? <Progress open={going} /> : null}
      {going ? <HeldNotice /> : null}
      {start.isError ? (
        <div className="mt-3">
          <ErrorNotice error={start.error} compact />
        </div>
      ) : null}
      {waiting ? (
        <div className="mt-3">
          <ErrorNotice
            error={waiting.error}
            compact
            actions={
              <Button size="small" onClick={() => orReport(stopPack(waiting.run.id), t)}>
                {t('queue.leaveIt')}
              </Button>
            }
          />
        </div>
      ) : null}
    </section>
  );
}

/** How far a run has come, or what it waits for. */
function Progress({ open }: { open: OpenPackRun }) {
  const { t } = useTranslation();
  const { run, begun, pictureId, calibration } = open;
  return (
    <>
      <div className="mt-3 flex items-center gap-3">
        {pictureId ? (
          <PictureImage
            pictureId={pictureId}
            size="thumbnail"
            alt=""
            className="size-10 rounded-sm object-cover"
          />
        ) : null}
        <ProgressBar
          label={t('packs.run.progress')}
          value={run.total === 0 ? null : run.printed / run.total}
          className="grow"
        />
        <span className="figures text-sm">
          {run.printed} / {run.total}
        </span>
      </div>
      <p className="mt-2 text-xs text-quiet">{t(begun ? 'queue.goesOn' : 'queue.waitsForTurn')}</p>
      {calibration ? (
        <p className="figures mt-2 text-xs text-quiet">{t('queue.calibrating', calibration)}</p>
      ) : null}
    </>
  );
}
