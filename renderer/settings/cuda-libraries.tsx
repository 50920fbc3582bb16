import { useMutation } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CudaEvent, CudaState } from '../../electron/api/contract/devices.ts';
import { queryClient, studio, studioQuery } from '../api/studio.ts';
import { Button } from '../ui/button.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { formatBytes } from '../ui/format.ts';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { showToast } from '../ui/toast-store.ts';
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
            <Fetching progress={install.progress} onStop={install.stop} />
          ) : (
            <Button onClick={install.start}>
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

/** Fetching them, which can be followed, and stopped. */
function useInstallation() {
  const { t } = useTranslation();
  const [progress, setProgress] = useState<Progress | null>(null);
  const [controller, setController] = useState(() => new AbortController());
  const [stopped, setStopped] = useState(false);
  const installing = useMutation({
    mutationFn: async () => {
      const current = new AbortController();
      const { signal } = current;
      setController(current);
      setProgress(null);
      setStopped(false);
      try {
        for await (const event of await studio.devices.installCuda(undefined, { signal })) {
          if (event.type !== 'installed') setProgress(event);
          else showToast(t('settings.devices.cuda.done'));
        }
      } catch (error) {
        if (!signal.aborted) throw error;
      }
      setStopped(signal.aborted);
    },
    onSettled: async () => {
      await queryClient.invalidateQueries({ queryKey: studioQuery.devices.key() });
      await queryClient.invalidateQueries({ queryKey: studioQuery.system.info.key() });
    },
  });
  return {
    isPending: installing.isPending,
    progress,
    stopped: stopped && !installing.isPending,
    error: installing.error,
    start: () => installing.mutate(),
    stop: () => controller.abort(),
  };
}

function Fetching({ progress, onStop }: { progress: Progress | null; onStop(): void }) {
  const { t, i18n } = useTranslation();
  const bytes = (count: number) => formatBytes(count, i18n.language);
  const type = progress?.type ?? 'fetching';
  const rate = progress?.type === 'fetching' ? progress.bytesPerSecond : null;
  const label = t(`settings.devices.cuda.${type}`);
  return (
    <div className="flex w-full flex-col gap-2">
      <div className="flex items-center gap-3">
        <ProgressBar
          label={label}
          value={
            progress && progress.bytesTotal > 0 ? progress.bytesDone / progress.bytesTotal : null
          }
        />
        <Button size="small" look="quiet" onClick={onStop}>
          {t('settings.devices.cuda.stop')}
        </Button>
      </div>
      <p className="figures flex flex-wrap gap-x-3 text-xs text-quiet">
        <span>{label}</span>
        {progress ? (
          <span>{`${bytes(progress.bytesDone)} / ${bytes(progress.bytesTotal)}`}</span>
        ) : null}
        {rate ? <span>{t('models.hub.rate', { rate: bytes(rate) })}</span> : null}
      </p>
    </div>
  );
}
