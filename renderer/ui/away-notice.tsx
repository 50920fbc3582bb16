import { useTranslation } from 'react-i18next';
import { useConnection } from '../api/connection.ts';
import { EmptyState } from './empty-state.tsx';

/** In the place of what only the studio can tell, while it is out of reach; nothing while the answer is on its way. */
export function AwayNotice() {
  const { t } = useTranslation();
  const isLost = useConnection(({ status }) => status === 'lost');
  return isLost ? (
    <EmptyState title={t('common.away.title')}>{t('common.away.text')}</EmptyState>
  ) : null;
}
