import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TranslatorState } from '../../electron/api/contract/translator.ts';
import { queryClient, studioQuery } from '../api/studio.ts';
import { Button } from '../ui/button.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { TextField } from '../ui/text-field.tsx';
import { showToast } from '../ui/toast-store.ts';

/** A translator that the user names: off until an address and a model are given. */
export function Translator() {
  const { t } = useTranslation();
  const state = useQuery(studioQuery.translator.get.queryOptions());
  return (
    <>
      <p className="text-quiet">{t('settings.translator.text')}</p>
      {state.isError ? <ErrorNotice error={state.error} compact /> : null}
      {/* Filled in once: what is being written must not be lost to an answer. */}
      {state.data ? <TranslatorForm state={state.data} /> : null}
    </>
  );
}

function TranslatorForm({ state }: { state: TranslatorState }) {
  const { t } = useTranslation();
  const [address, setAddress] = useState(state.endpoint?.address ?? '');
  const [model, setModel] = useState(state.endpoint?.model ?? '');
  const [key, setKey] = useState('');
  const change = useMutation({
    ...studioQuery.translator.change.mutationOptions(),
    onSuccess: (next) => {
      queryClient.setQueryData(studioQuery.translator.get.queryKey(), next);
      setKey('');
      showToast(t(next.endpoint ? 'settings.translator.saved' : 'settings.translator.off'));
    },
  });
  const save = () =>
    change.mutate({ endpoint: { address, model }, ...(key !== '' && { key: key.trim() }) });
  return (
    <div className="flex flex-col gap-3">
      <TextField
        label={t('settings.translator.address')}
        placeholder="http://127.0.0.1:11434/v1"
        inputMode="url"
        value={address}
        onValueChange={setAddress}
        onEnter={save}
      />
      <TextField
        label={t('settings.translator.model')}
        value={model}
        onValueChange={setModel}
        onEnter={save}
      />
      <TextField
        label={t('settings.translator.key')}
        hint={t(`settings.translator.keys.${state.key}`)}
        value={key}
        onValueChange={setKey}
        onEnter={save}
        autoComplete="off"
        className="[-webkit-text-security:disc]"
      />
      {change.isError ? <ErrorNotice error={change.error} compact /> : null}
      <div className="flex gap-2">
        <Button disabled={address.trim() === '' || model.trim() === ''} onClick={save}>
          {t('settings.translator.save')}
        </Button>
        {state.endpoint ? (
          <Button
            look="quiet"
            onClick={() => {
              setAddress('');
              setModel('');
              change.mutate({ endpoint: null, key: null });
            }}
          >
            {t('settings.translator.turnOff')}
          </Button>
        ) : null}
      </div>
    </div>
  );
}
