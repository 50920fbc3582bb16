import { useTranslation } from 'react-i18next';
import type { CheckEvent, Model } from '../../electron/api/contract/models.ts';
import { studio } from '../api/studio.ts';
import { followUntil, useStoppable, type Following } from '../api/use-stoppable.ts';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { TransferProgress } from '../ui/transfer-progress.tsx';
import { refreshModels } from './import-model.ts';

type Reading = Extract<CheckEvent, { type: 'reading' }>;

/** Whether a model's files are still what they were. */
export function CheckFiles({ model }: { model: Model }) {
  const { t } = useTranslation();
  const checking = useStoppable((_: void, following: Following<Reading>) =>
    check(model.id, following),
  );
  const checked = checking.result;
  return (
    <div className={classNames('flex flex-col gap-2 text-xs', checking.isPending && 'min-w-48')}>
      {checking.isPending ? (
        <TransferProgress
          label={t('models.content.checking')}
          progress={checking.step ?? null}
          bytesPerSecond={null}
          stopLabel={t('models.content.stop')}
          onStop={() => checking.stop()}
        />
      ) : (
        <Button
          size="small"
          className="self-start"
          disabled={model.state === 'missing'}
          onClick={() => checking.start()}
        >
          {t('models.content.check')}
        </Button>
      )}
      {checked ? (
        <div role="status" className={checked.result === 'changed' ? 'text-danger' : 'text-quiet'}>
          <p>{t(`models.content.${checked.result}`)}</p>
          <ul>
            {checked.changed.map((name) => (
              <li key={name} className="figures break-all">
                {name}
              </li>
            ))}
          </ul>
        </div>
      ) : null}
      {checking.error === null ? null : <ErrorNotice error={checking.error} />}
    </div>
  );
}

async function check(
  id: string,
  { signal, onStep }: Following<Reading>,
): Promise<Extract<CheckEvent, { type: 'checked' }> | null> {
  const events = await studio.models.check({ id }, { signal });
  const checked = await followUntil(events, 'checked', onStep);
  if (checked !== null) await refreshModels();
  return checked;
}
