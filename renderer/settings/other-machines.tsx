import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RemoteState } from '../../electron/api/contract/remote.ts';
import { queryClient, studio, studioQuery } from '../api/studio.ts';
import { copyText } from '../ui/copy-text.ts';
import { Button } from '../ui/button.tsx';
import { CheckField } from '../ui/check-field.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { RemoteLine, RemoteWorkers } from '../ui/remote-workers.tsx';
import { TextField } from '../ui/text-field.tsx';
import { showToast } from '../ui/toast-store.ts';

/** How often the studio is asked who is there while somebody looks, in milliseconds. */
const askEvery = 2000;

/** A queue that workers on other machines print from: off until an address is given. */
export function OtherMachines() {
  const { t } = useTranslation();
  const state = useQuery({
    ...studioQuery.remote.state.queryOptions(),
    refetchInterval: askEvery,
    refetchOnMount: 'always',
  });
  return (
    <>
      <p className="text-quiet">{t('settings.machines.text')}</p>
      {state.isError ? <ErrorNotice error={state.error} compact /> : null}
      {state.data ? <Machines state={state.data} /> : null}
    </>
  );
}

function Machines({ state }: { state: RemoteState }) {
  const { t } = useTranslation();
  const [url, setUrl] = useState('');
  const key = studioQuery.remote.state.queryKey();
  const change = useMutation({
    ...studioQuery.remote.change.mutationOptions(),
    onSuccess: (next) => queryClient.setQueryData(key, next),
    onError: () => void queryClient.invalidateQueries({ queryKey: key }),
  });
  /** Seen at once, and put right where it could not be kept. */
  const flip = (printHere: boolean) => {
    queryClient.setQueryData(key, { ...state, printHere });
    change.mutate({ printHere });
  };
  const save = () => {
    if (url.trim() === '') return;
    change.mutate(
      { url: url.trim() },
      {
        onSuccess: () => {
          setUrl('');
          showToast(t('settings.machines.saved'));
        },
      },
    );
  };
  const isSet = state.address !== null || state.line === 'unreadable';
  return (
    <div className="flex flex-col gap-4">
      {isSet ? (
        <div className="flex flex-col gap-2">
          <RemoteLine state={state} />
          <RemoteWorkers workers={state.workers} />
        </div>
      ) : null}
      {state.source === 'environment' ? (
        <p className="text-xs text-quiet">{t('settings.machines.environment')}</p>
      ) : (
        <div className="flex flex-col gap-2">
          <TextField
            label={t('settings.machines.address')}
            hint={t(`settings.machines.${state.secretsInSystem ? 'keptInSystem' : 'keptInFile'}`)}
            placeholder="redis://:password@192.168.0.10:6379"
            inputMode="url"
            value={url}
            onValueChange={setUrl}
            onEnter={save}
          />
          <div className="flex gap-2">
            <Button disabled={url.trim() === ''} onClick={save}>
              {t(isSet ? 'settings.machines.replace' : 'settings.machines.use')}
            </Button>
            {isSet ? (
              <Button
                look="quiet"
                onClick={() =>
                  change.mutate(
                    { url: null },
                    { onSuccess: () => showToast(t('settings.machines.off')) },
                  )
                }
              >
                {t('settings.machines.turnOff')}
              </Button>
            ) : null}
          </div>
        </div>
      )}
      {isSet ? (
        <>
          <CheckField
            label={t('settings.machines.printHere')}
            hint={t('settings.machines.printHereHint')}
            checked={state.printHere}
            onCheckedChange={flip}
          />
          <Token onRenew={() => change.mutateAsync({ renewToken: true })} />
        </>
      ) : null}
      {change.isError ? <ErrorNotice error={change.error} compact /> : null}
    </div>
  );
}

/** What a worker's machine needs beside the address. Copied, and never shown: somebody may look over a shoulder. */
function Token({ onRenew }: { onRenew(): Promise<unknown> }) {
  const { t } = useTranslation();
  const copy = useMutation({
    mutationFn: async () => {
      const { token } = await studio.remote.token();
      if (await copyText(token ?? '', t)) showToast(t('settings.machines.tokenCopied'));
    },
  });
  const renew = useMutation({
    mutationFn: onRenew,
    onSuccess: () => showToast(t('settings.machines.tokenRenewed')),
  });
  return (
    <div className="flex flex-col gap-2">
      <p>{t('settings.machines.start')}</p>
      <p className="rounded-md bg-sunk px-2.5 py-1.5 font-mono text-xs break-all select-all">
        nishiki worker --queue redis://… --token-file token
      </p>
      <div className="flex gap-2">
        <Button onClick={() => copy.mutate()}>{t('settings.machines.copyToken')}</Button>
        <Button look="quiet" onClick={() => renew.mutate()}>
          {t('settings.machines.renewToken')}
        </Button>
      </div>
      {copy.isError ? <ErrorNotice error={copy.error} compact /> : null}
    </div>
  );
}
