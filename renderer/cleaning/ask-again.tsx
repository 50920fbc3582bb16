import { useTranslation } from 'react-i18next';
import { queryClient } from '../api/studio.ts';
import { Button } from '../ui/button.tsx';
import { lastSet } from './cleaning-run.ts';

/** Asks which data set there is now: another window may have scored one. */
export function AskAgain() {
  const { t } = useTranslation();
  return (
    <Button
      size="small"
      onClick={() => void queryClient.invalidateQueries({ queryKey: lastSet.queryKey })}
    >
      {t('common.tryAgain')}
    </Button>
  );
}
