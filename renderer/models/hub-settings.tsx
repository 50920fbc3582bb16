import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChangeHubInput, HubState } from '../../electron/api/contract/hub.ts';
import { queryClient, studio, studioQuery } from '../api/studio.ts';
import { Button } from '../ui/button.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { TextField } from '../ui/text-field.tsx';
import { showToast } from '../ui/toast-store.ts';

/** Access token, limit and address, behind a line that opens. A token that is saved is never shown. */
export function HubSettings({ hub }: { hub: HubState }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <details
      className="flex flex-col text-sm"
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary className="cursor-pointer text-quiet">{t('models.hub.more')}</summary>
      {open ? <Fields hub={hub} /> : null}
    </details>
  );
}

function Fields({ hub }: { hub: HubState }) {
  const { t } = useTranslation();
  const [token, setToken] = useState('');
  const [limit, setLimit] = useState(
    hub.bytesPerSecond === null ? '' : String(hub.bytesPerSecond / 1e6),
  );
  const [address, setAddress] = useState(hub.address);
  const saving = useMutation({
    mutationFn: (change: ChangeHubInput) => studio.hub.change(change),
    onSuccess: (_state, { token: changed }) => {
      showToast(t(changed === null ? 'models.hub.forgotten' : 'models.hub.saved'));
      void queryClient.invalidateQueries({ queryKey: studioQuery.hub.key() });
    },
  });
  const hint = hub.token === 'none' && hub.tokenInSystem ? 'noneSystem' : hub.token;
  const save = () =>
    saving.mutate({
      ...(address !== hub.address && { address }),
      bytesPerSecond: readLimit(limit),
      ...(token.trim() !== '' && { token }),
    });
  return (
    <div className="mt-3 flex flex-col gap-3">
      <TextField
        label={t('models.hub.token')}
        hint={t(`models.hub.tokenHints.${hint}`)}
        type="password"
        placeholder={hub.token === 'saved' ? '••••••••' : 'hf_…'}
        value={token}
        onValueChange={setToken}
        onEnter={save}
      />
      <TextField
        label={t('models.hub.limit')}
        hint={t('models.hub.limitHint')}
        inputMode="decimal"
        value={limit}
        onValueChange={setLimit}
        onEnter={save}
      />
      <TextField
        label={t('models.hub.address')}
        value={address}
        onValueChange={setAddress}
        onEnter={save}
      />
      <div className="flex gap-2">
        <Button size="small" disabled={saving.isPending} onClick={save}>
          {t('models.hub.save')}
        </Button>
        {hub.token === 'saved' || hub.token === 'unreadable' ? (
          <Button
            size="small"
            look="quiet"
            disabled={saving.isPending}
            onClick={() => saving.mutate({ token: null })}
          >
            {t('models.hub.forget')}
          </Button>
        ) : null}
      </div>
      {saving.error === null ? null : <ErrorNotice error={saving.error} reveal />}
    </div>
  );
}

/** Bytes per second; full-width digits, as an input method leaves them, count as digits. */
function readLimit(text: string): number | null {
  const plain = text.normalize('NFKC').trim().replace(',', '.');
  return plain === '' ? null : Math.round(Number(plain) * 1e6);
}
