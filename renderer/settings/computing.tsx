import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { studioQuery } from '../api/studio.ts';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { formatBytes } from '../ui/format.ts';
import { Segmented } from '../ui/segmented.tsx';
import { askEvery, DeviceChoice } from './device-choice.tsx';
import { Labelled } from './labelled.tsx';
import { useSettings } from './use-settings.ts';

/** More workers than this hardly help: each loads the models for itself. */
const mostWorkers = 4;

const memoryShares = [0.25, 0.5, 0.75];

/** What computes the pictures: devices, workers, memory for models. */
export function Computing() {
  const { t, i18n } = useTranslation();
  const { data: settings, error, flip } = useSettings();
  const { data: info } = useQuery({
    ...studioQuery.system.info.queryOptions(),
    refetchInterval: askEvery,
  });
  if (settings === undefined || info === undefined) return null;
  const memoryBytes = info.devices[0]?.cardBytes ?? info.memory.totalBytes;
  const counts = Array.from({ length: Math.min(info.cores, mostWorkers) }, (_, k) => k + 1);
  return (
    <>
      <DeviceChoice />
      <Labelled label={t('settings.computing.devices')}>
        <ul className="flex flex-col gap-1">
          {info.devices.map(({ id, name, provider, threads, use }) => (
            <li key={id}>
              {t('settings.computing.device', {
                name:
                  use?.problem == null
                    ? name
                    : t('settings.computing.standIn', {
                        name: `${name} ${t(`models.device.providers.${provider}`)}`,
                      }),
                provider: t(`models.device.providers.${use?.problem == null ? provider : 'cpu'}`),
                threads,
              })}
            </li>
          ))}
        </ul>
      </Labelled>
      <Labelled
        label={t('settings.computing.workers')}
        hint={t('settings.computing.workersHint', { cores: info.cores })}
      >
        <Segmented
          label={t('settings.computing.workers')}
          value={settings.workers === null ? 'auto' : String(settings.workers)}
          onValueChange={(value) => flip({ workers: value === 'auto' ? null : Number(value) })}
          choices={[
            { value: 'auto', label: t('settings.computing.auto') },
            ...counts.map((count) => ({ value: String(count), label: String(count) })),
          ]}
        />
      </Labelled>
      <Labelled
        label={t('settings.computing.memory')}
        hint={t('settings.computing.memoryHint', {
          total: formatBytes(memoryBytes, i18n.language),
        })}
      >
        <Segmented
          label={t('settings.computing.memory')}
          value={String(settings.modelMemoryShare)}
          onValueChange={(value) => flip({ modelMemoryShare: Number(value) })}
          choices={memoryShares.map((share) => ({
            value: String(share),
            label: formatBytes(share * memoryBytes, i18n.language),
          }))}
        />
      </Labelled>
      <Labelled label={t('settings.computing.weights')} hint={t('settings.computing.weightsHint')}>
        <Segmented
          label={t('settings.computing.weights')}
          value={settings.weightMemory}
          onValueChange={(weightMemory) => flip({ weightMemory })}
          choices={[
            { value: 'automatic', label: t('settings.computing.weightsMapped') },
            { value: 'prepacked', label: t('settings.computing.weightsPrepacked') },
          ]}
        />
      </Labelled>
      {error ? <ErrorNotice error={error} compact /> : null}
    </>
  );
}
