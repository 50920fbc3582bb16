import { useTranslation } from 'react-i18next';
import type { CalibrateEvent, Model } from '../../electron/api/contract/models.ts';
import { studio } from '../api/studio.ts';
import { followUntil, useStoppable, type Following } from '../api/use-stoppable.ts';
import { Button } from '../ui/button.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { refreshModels } from './import-model.ts';

type Step = Extract<CalibrateEvent, { type: 'calibrating' }>;

/** Calibrates a model for 8-bit integers now, so that its first picture in them need not wait. */
export function CalibrateModel({ model }: { model: Model }) {
  const { t } = useTranslation();
  const calibrating = useStoppable((_: void, following: Following<Step>) =>
    calibrate(model.id, following),
  );
  const { step, result, error } = calibrating;
  if (model.calibrated && result === null && error === null) return null;
  return (
    <div className="flex flex-col gap-2 text-xs">
      {calibrating.isPending ? (
        <div className="flex items-center gap-3">
          <ProgressBar
            label={t('models.calibration.progress')}
            value={step === null ? null : step.step / step.steps}
            className="w-32"
          />
          <span className="figures shrink-0 text-quiet">
            {step === null
              ? t('models.calibration.waiting')
              : t('models.calibration.steps', { ...step })}
          </span>
          <Button size="small" look="quiet" onClick={() => calibrating.stop()}>
            {t('models.calibration.stop')}
          </Button>
        </div>
      ) : model.calibrated ? null : (
        <Button
          size="small"
          className="self-start"
          title={t('models.calibration.hint')}
          disabled={model.state === 'missing' || model.acceptance.state === 'needed'}
          onClick={() => calibrating.start()}
        >
          {t('models.calibration.start')}
        </Button>
      )}
      {result === null ? null : (
        <p role="status" className="text-quiet">
          {t(`models.calibration.${result.result}`, { count: result.layers })}
        </p>
      )}
      {error === null ? null : <ErrorNotice error={error} />}
    </div>
  );
}

async function calibrate(
  id: string,
  { signal, onStep }: Following<Step>,
): Promise<Extract<CalibrateEvent, { type: 'calibrated' }> | null> {
  const events = await studio.models.calibrate({ id }, { signal });
  const calibrated = await followUntil(events, 'calibrated', onStep);
  if (calibrated !== null) await refreshModels();
  return calibrated;
}
