import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { studioQuery } from '../api/studio.ts';
import { goTo } from '../state/location.ts';
import { usePrintQueue } from '../state/print-queue.ts';
import { AwayNotice } from '../ui/away-notice.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { RetryNotice } from '../ui/retry-notice.tsx';
import { BatchList } from './batch-list.tsx';
import { Composer } from './composer.tsx';
import { BlankDesk } from './blank-desk.tsx';

/** Write, generate, watch: the composer on the left, the batches as large as they can be on the right. */
export function CreateRoom() {
  const { t } = useTranslation();
  const models = useQuery(studioQuery.models.list.queryOptions());
  const hasJobs = usePrintQueue((state) => state.jobs.length > 0);

  if (models.isError) {
    return <RetryNotice error={models.error} onRetry={() => void models.refetch()} />;
  }
  if (!models.data) return <AwayNotice />;
  if (models.data.length === 0) {
    return (
      <EmptyState
        title={t('create.noModels.title')}
        actions={<Button onClick={() => goTo('/models')}>{t('create.noModels.open')}</Button>}
      >
        {t('create.noModels.text')}
      </EmptyState>
    );
  }
  return (
    <div className="flex h-full">
      <h1 className="sr-only">{t('frame.rooms.create')}</h1>
      <Composer models={models.data} />
      <div className="min-w-0 grow bg-sunk/50">{hasJobs ? <BatchList /> : <BlankDesk />}</div>
    </div>
  );
}
