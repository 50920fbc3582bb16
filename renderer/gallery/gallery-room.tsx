import { useTranslation } from 'react-i18next';
import { EmptyState } from '../ui/empty-state.tsx';

export function GalleryRoom() {
  const { t } = useTranslation();
  return <EmptyState title={t('gallery.empty')}>{t('gallery.emptyAdvice')}</EmptyState>;
}
