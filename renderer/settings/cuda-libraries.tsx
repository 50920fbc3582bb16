import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { CudaEvent, CudaState } from '../../electron/api/contract/devices.ts';
import { queryClient, studio, studioQuery } from '../api/studio.ts';
import { useStoppable, type Stoppable } from '../api/use-stoppable.ts';
import { Button } from '../ui/button.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { showToast } from '../ui/toast-store.ts';
import { TransferProgress } from '../ui/transfer-progress.tsx';
import { Labelled } from './labelled.tsx';

type Progress = Exclude<CudaEvent, { type: 'installed' }>;

/** ONNX Runtime's libraries for NVIDIA's cards, fetched when somebody asks for it; nothing where there is no such card. */
export function CudaLibraries({ cuda }: { cuda: CudaState }) {
  const { t } = useTranslation();
  const install = useInstallation();
  const isThere = cuda.state === 'installed' || cuda.state === 'provided';
  if (cuda.state === 'unsupported' || (!cuda.hasCard && !isThere)) return null;
  return (
    <Labelled label={t('settings.devices.cuda.title')}>
      {isThere ? (
        <>
          <p>{t('settings.devices.cuda.there')}</p>
          <p className="text-xs break-all text-quiet select-all">{cuda.folder}</p>
          {cuda.lacking.length === 0 ? null : (
            <p className="text-xs text-danger">
              {t('settings.devices.cuda.lacking', { names: cuda.lacking.join(', ') })}
            </p>
          )}
        </>
      ) : (
        <>
          <p>{t('settings.devices.cuda.missing')}</p>
          <p className="text-xs text-quiet">
            {t('settings.devices.cuda.what', { package: cuda.package ?? '' })}
          </p>
          {install.isPending ? (
            <TransferProgress
              label={t(`settings.devices.cuda.${install.step?.type ?? 'fetching'}`)}
              showsLabel
              progress={install.step}
              bytesPerSecond={
                install.step?.type === 'fetching' ? install.step.bytesPerSecond : null
              }
              stopLabel={t('settings.devices.cuda.stop')}
              onStop={install.stop}
            />
          ) : (
            <Button onClick={() => install.start()}>
              <Download aria-hidden className="size-4" strokeWidth={1.6} />
              {t(install.stopped ? 'settings.devices.cuda.goOn' : 'settings.devices.cuda.install')}
            </Button>
          )}
          {install.stopped ? (
            <p role="status" className="text-xs text-quiet">
              {t('settings.devices.cuda.stopped')}
            </p>
          ) : null}
        </>
      )}
      {install.error === null ? null : <ErrorNotice error={install.error} compact />}
    </Labelled>
  );
}

/** Fetching them; of a run that was stopped, what has arrived is kept. */
function useInstallation(): Stoppable<void, Progress, void> {
  const { t } = useTranslation();
  return useStoppable(async (_: void, { signal, onStep }) => {
    try {
      for await (const event of await studio.devices.installCuda(undefined, { signal })) {
        if (event.type !== 'installed') onStep(event);
        else showToast(t('settings.devices.cuda.done'));
      }
    } finally {
      await queryClient.invalidateQueries({ queryKey: studioQuery.devices.key() });
      await queryClient.invalidateQueries({ queryKey: studioQuery.system.info.key() });
    }
  });
}
