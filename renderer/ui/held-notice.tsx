import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { studioQuery } from '../api/studio.ts';
import { useQueueState } from '../state/queue-state.ts';
import { Button } from './button.tsx';
import { ErrorNotice } from './error-notice.tsx';

/**
 * Why a run that is followed does not go on: nothing can be saved, or the queue is paused, which is ended here. The
 * queue is the same for every room, so it is asked here and not by the events of the run.
 */
export function HeldNotice() {
  const { t } = useTranslation();
  const { paused, held } = useQueueState();
  const resume = useMutation(studioQuery.queue.resume.mutationOptions());
  return (
    // There from the start, so that what comes into it is read out.
    <div role="status" className="flex flex-col gap-2 text-sm not-empty:mt-3">
      {held ? (
        <p className="text-danger">
          {t('queue.held')}
          <span className="block text-xs">{t('queue.heldNote')}</span>
        </p>
      ) : null}
      {paused ? (
        <div className="flex items-center gap-3">
          <p className="min-w-0 grow">
            {t('queue.paused')}
            <span className="block text-xs text-quiet">{t('queue.pausedNote')}</span>
          </p>
          <Button size="small" disabled={resume.isPending} onClick={() => resume.mutate(undefined)}>
            {t('queue.resume')}
          </Button>
        </div>
      ) : null}
      {resume.isError ? <ErrorNotice error={resume.error} compact /> : null}
    </div>
  );
}
