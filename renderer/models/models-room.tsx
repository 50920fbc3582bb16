import { useTranslation } from 'react-i18next';
import { RoomHeader } from '../ui/room-header.tsx';

export function ModelsRoom() {
  const { t } = useTranslation();
  return <RoomHeader title={t('frame.rooms.models')} />;
}
