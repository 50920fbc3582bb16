import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';
import { ErrorNotice } from './error-notice.tsx';

/** Stands where a room's contents would, and asks for them again. */
export function RetryNotice({ error, onRetry }: { error: unknown; onRetry(): void }) {
  const { t } = useTranslation();
  return (
    <div className="mx-auto w-full max-w-xl p-10">
      <ErrorNotice
        error={error}
        actions={
          <Button size="small" onClick={onRetry}>
            {t('common.tryAgain')}
          </Button>
        }
      />
    </div>
  );
}
