import { useTranslation } from 'react-i18next';
import { RoomHeader } from '../ui/room-header.tsx';

export function HistoryRoom() {
  const { t } = useTranslation();
  return <RoomHeader title={t('frame.rooms.history')} />;
}
