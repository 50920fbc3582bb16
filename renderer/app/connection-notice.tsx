import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { reconnectNow, useConnection } from '../api/connection.ts';
import { Button } from '../ui/button.tsx';
import { showToast } from '../ui/toast-store.ts';

/** A band at the top while the studio cannot be reached; a short word when it is back. */
export function ConnectionNotice() {
  const { t } = useTranslation();
  const connection = useConnection();
  const wasLost = useRef(false);
  useEffect(() => {
    if (connection.status === 'open' && wasLost.current) showToast(t('frame.reconnected'));
    wasLost.current = connection.status === 'lost';
  }, [connection.status, t]);

  if (connection.status !== 'lost') return null;
  return (
    <div
      role="alert"
      className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b border-danger/40 bg-danger-wash px-6 py-2 text-sm"
    >
      <p className="font-medium text-danger">{t('frame.lost')}</p>
      <p>{t('frame.lostUnharmed')}</p>
      {connection.attempts > 2 ? <p>{t('frame.lostAdvice')}</p> : null}
      <Button size="small" className="ml-auto" onClick={reconnectNow}>
        {t('frame.reconnect')}
      </Button>
    </div>
  );
}
