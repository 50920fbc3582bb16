import { useTranslation } from 'react-i18next';
import { EmptyState } from '../ui/empty-state.tsx';

export function CompareRoom() {
  const { t } = useTranslation();
  return <EmptyState title={t('compare.empty')}>{t('compare.emptyAdvice')}</EmptyState>;
}
