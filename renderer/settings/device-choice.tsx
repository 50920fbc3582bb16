import { useMutation, useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeviceList, DeviceOption, DeviceTest } from '../../electron/api/contract/devices.ts';
import { queryClient, studioQuery } from '../api/studio.ts';
import { Button } from '../ui/button.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { formatBytes, formatNumber } from '../ui/format.ts';
import { RelativeTime } from '../ui/relative-time.tsx';
import { CudaLibraries } from './cuda-libraries.tsx';
import { Labelled } from './labelled.tsx';
import { useSettings } from './use-settings.ts';

/** A device is tested before its first picture, whoever asks for that: how often it is looked for, in milliseconds. */
export const askEvery = 5000;

/** What pictures are made on: by itself, or one of those there are, each with how it did in its self-test. */
export function DeviceChoice() {
  const { t } = useTranslation();
  const devices = useQuery({
    ...studioQuery.devices.list.queryOptions(),
    refetchOnMount: 'always',
    refetchInterval: askEvery,
  });
  const { data: settings, error, flip } = useSettings();
  const list = devices.data;
  const describeAutomatic = ({ options, automatic }: DeviceList): string => {
    const option = options.find(({ choice }) => choice === automatic);
    if (option === undefined) return automatic;
    const name = `${option.name} ${t(`models.device.providers.${option.provider}`)}`;
    return option.test?.profile === null ? t('settings.computing.standIn', { name }) : name;
  };
  return (
    <>
      {devices.isError ? <ErrorNotice error={devices.error} compact /> : null}
      {list && settings ? (
        <>
          <Labelled
            label={t('settings.devices.title')}
            hint={
              list.forced === null
                ? t('settings.devices.hint')
                : t('settings.devices.forced', { device: list.forced })
            }
          >
            <div
              role="radiogroup"
              aria-label={t('settings.devices.title')}
              className="flex w-full flex-col gap-3"
            >
              <Choice
                isChosen={settings.device === 'auto'}
                onChoose={() => flip({ device: 'auto' })}
                name={t('settings.devices.automatic')}
                aside={describeAutomatic(list)}
              />
              {list.options.map((option) => (
                <NamedDevice
                  key={option.choice}
                  option={option}
                  isChosen={settings.device === option.choice}
                  onChoose={() => flip({ device: option.choice })}
                />
              ))}
            </div>
          </Labelled>
          {error ? <ErrorNotice error={error} compact /> : null}
          <CudaLibraries cuda={list.cuda} />
        </>
      ) : null}
    </>
  );
}

function NamedDevice({
  option,
  isChosen,
  onChoose,
}: {
  option: DeviceOption;
  isChosen: boolean;
  onChoose(): void;
}) {
  const { t, i18n } = useTranslation();
  const test = useMutation({
    ...studioQuery.devices.test.mutationOptions(),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: studioQuery.devices.key() });
      await queryClient.invalidateQueries({ queryKey: studioQuery.system.info.key() });
    },
  });
  const { choice, name, provider, memoryBytes } = option;
  const [, number] = choice.split(':');
  const particulars = [
    t(`models.device.providers.${provider}`) + (number === undefined ? '' : ` ${number}`),
    ...(memoryBytes === null ? [] : [formatBytes(memoryBytes, i18n.language)]),
  ];
  return (
    <Choice
      isChosen={isChosen}
      onChoose={onChoose}
      name={name}
      aside={particulars.join(t('settings.devices.separator'))}
      action={
        provider === 'cpu' ? null : (
          <Button
            size="small"
            disabled={test.isPending}
            aria-label={t(
              test.isPending ? 'settings.devices.testingOf' : 'settings.devices.testOf',
              {
                name: `${name} ${particulars[0]}`,
              },
            )}
            onClick={() => test.mutate({ choice })}
          >
            {t(test.isPending ? 'settings.devices.testing' : 'settings.devices.test')}
          </Button>
        )
      }
    >
      {provider === 'cpu' ? null : <TestResult test={option.test} />}
      {test.isError ? <ErrorNotice error={test.error} compact /> : null}
    </Choice>
  );
}

/** One of the devices: what it is, and below it what is known of it. */
function Choice({
  isChosen,
  onChoose,
  name,
  aside,
  action = null,
  children = null,
}: {
  isChosen: boolean;
  onChoose(): void;
  name: string;
  aside: string;
  action?: ReactNode;
  children?: ReactNode;
}) {
  const id = useId();
  return (
    <div className="grid grid-cols-[auto_1fr_auto] items-baseline gap-x-2.5 gap-y-1">
      <input
        id={id}
        type="radio"
        name="device"
        className="translate-y-[2px] accent-ink"
        checked={isChosen}
        onChange={onChoose}
      />
      <label htmlFor={id} className="min-w-0">
        {name} <span className="figures text-quiet">{aside}</span>
      </label>
      {action}
      {children === null ? null : (
        <div className="col-span-2 col-start-2 flex flex-col gap-1 text-xs text-quiet">
          {children}
        </div>
      )}
    </div>
  );
}

function TestResult({ test }: { test: DeviceTest | null }) {
  const { t, i18n } = useTranslation();
  if (test === null) return <p>{t('settings.devices.untested')}</p>;
  const failed = test.trials.filter(({ passed }) => !passed);
  return (
    <>
      <p className={test.profile === null ? 'text-danger' : undefined}>
        {test.profile === null
          ? t('settings.devices.failed')
          : t('settings.devices.passed', { profile: test.profile })}
        {' · '}
        <RelativeTime date={test.at} />
      </p>
      {failed.length === 0 ? null : (
        <details>
          <summary className="cursor-pointer">
            {t('settings.devices.trials', { count: failed.length })}
          </summary>
          <ul className="flex flex-col gap-1 pt-1">
            {failed.map(({ profile, failure, worst }) => (
              <li key={profile} className="figures [overflow-wrap:anywhere]">
                {`${profile}: `}
                {failure ??
                  t('settings.devices.off', {
                    part: worst?.part ?? '',
                    error: worst?.error == null ? 'NaN' : formatNumber(worst.error, i18n.language),
                  })}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
