import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { studioQuery } from '../api/studio.ts';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { formatBytes, formatNumber } from '../ui/format.ts';

const askEvery = 10_000;

/** The same first column in every list, so that their values stand in line. */
const factsLook = 'grid grid-cols-[5.5rem_1fr] gap-x-4 gap-y-1 text-xs';

/** What the studio found to compute on, and how the place for pictures is doing. */
export function DeviceCard() {
  const { t, i18n } = useTranslation();
  const query = useQuery({
    ...studioQuery.system.info.queryOptions(),
    refetchInterval: askEvery,
    refetchOnMount: 'always',
  });
  const info = query.data;
  const bytes = (value: number) => formatBytes(value, i18n.language);
  return (
    <section
      aria-labelledby="device"
      className="flex flex-col gap-3 border-t border-line p-5 text-sm"
    >
      <h2 id="device" className="text-base font-medium">
        {t('models.device.title')}
      </h2>
      {query.isError ? <ErrorNotice error={query.error} /> : null}
      {info ? (
        <>
          {info.devices.map((device) => (
            <dl key={device.id} className={factsLook}>
              <Fact name={t('models.device.name')}>{device.name}</Fact>
              <Fact name={t('models.device.provider')}>
                {t(`models.device.providers.${device.provider}`)}
              </Fact>
              <Fact name={t('models.device.threads')}>
                {formatNumber(device.threads, i18n.language)}
              </Fact>
              {device.use && device.provider !== 'cpu' ? (
                <Fact name={t('models.device.use')}>
                  {device.use.problem === null ? (
                    device.use.profile
                  ) : (
                    <FellBack problem={device.use.problem} />
                  )}
                </Fact>
              ) : null}
            </dl>
          ))}
          <dl className={factsLook}>
            <Fact name={t('models.device.memory')}>
              {t('models.device.memoryValue', {
                total: bytes(info.memory.totalBytes),
                free: bytes(info.memory.freeBytes),
              })}
            </Fact>
            <Fact name={t('models.device.folder')}>
              <span className="break-all select-all">{info.dataFolder}</span>
            </Fact>
            <Fact name={t('models.device.disk')}>
              {info.health.diskFreeBytes === null
                ? t('models.device.diskUnknown')
                : bytes(info.health.diskFreeBytes)}
            </Fact>
          </dl>
          {info.health.pictureFolder === 'missing' ? (
            <p className="text-xs text-danger">{t('models.device.missing')}</p>
          ) : null}
          {info.health.pictureFolder === 'read-only' || info.health.database === 'read-only' ? (
            <p className="text-xs text-danger">{t('models.device.readOnly')}</p>
          ) : null}
          {info.health.recovered > 0 ? (
            <p className="text-xs text-quiet">
              {t('models.device.recovered', { count: info.health.recovered })}
            </p>
          ) : null}
          <p className="figures text-xs text-quiet">
            {t('models.device.version', { version: info.version })}
          </p>
        </>
      ) : null}
    </section>
  );
}

/** The processor works in the card's place; what the self-test said is the engine's own English. */
function FellBack({ problem }: { problem: string }) {
  const { t } = useTranslation();
  return (
    <div className="flex flex-col gap-1">
      <p className="text-danger">{t('models.device.fellBack')}</p>
      <details className="text-quiet">
        <summary className="w-fit cursor-pointer rounded-sm hover:text-ink">
          {t('models.device.why')}
        </summary>
        <p lang="en" className="pt-1 wrap-anywhere">
          {problem}
        </p>
      </details>
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-quiet">{name}</dt>
      <dd className="figures min-w-0 break-words">{children}</dd>
    </>
  );
}
