import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { studioQuery } from '../api/studio.ts';

/** How often the studio is asked, in milliseconds: seldom while all is well. */
const calmPause = 15_000;
const troubledPause = 2_000;

/** A band at the top while the queue for other machines is set and cannot be used. */
export function RemoteNotice() {
  const { t } = useTranslation();
  const { data } = useQuery({
    ...studioQuery.remote.state.queryOptions(),
    refetchInterval: ({ state }) =>
      state.data?.line === 'off' || state.data?.line === 'connected' ? calmPause : troubledPause,
  });
  if (!data || (data.line !== 'lost' && data.line !== 'refused' && data.line !== 'unreadable')) {
    return null;
  }
  return (
    <div
      role="alert"
      className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b border-danger/40 bg-danger-wash px-6 py-2 text-sm"
    >
      <p className="font-medium text-danger">
        {t(`remote.line.${data.line}`, { address: data.address ?? '' })}
      </p>
      <p>{t(`remote.advice.${data.line}`)}</p>
      <Link href="/settings" className="ml-auto underline underline-offset-2">
        {t('remote.toSettings')}
      </Link>
    </div>
  );
}
