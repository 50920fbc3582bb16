import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DownloadEvent } from '../../electron/api/contract/hub.ts';
import { queryClient, studio, studioQuery } from '../api/studio.ts';
import { usePreferences } from '../state/preferences.ts';
import { showToast } from '../ui/toast-store.ts';
import { takeInModel } from './import-model.ts';

export type DownloadProgress = Exclude<DownloadEvent, { type: 'downloaded' }>;

export interface Wanted {
  readonly repository: string;
  readonly safetyChecker: boolean;
}

/** One download at a time, which can be followed and stopped. */
export function useDownload() {
  const { t } = useTranslation();
  const language = usePreferences((state) => state.language);
  const [progress, setProgress] = useState<DownloadProgress | null>(null);
  const [stopping, setStopping] = useState(() => new AbortController());
  const [stopped, setStopped] = useState(false);
  const fetching = useMutation({
    mutationFn: async (request: Wanted) => {
      const { repository } = request;
      const controller = new AbortController();
      const { signal } = controller;
      setStopping(controller);
      setStopped(false);
      setProgress(null);
      try {
        for await (const event of await studio.hub.download(request, { signal })) {
          if (event.type !== 'downloaded') setProgress(event);
          else if (event.model === null) {
            showToast(t('models.hub.doneScorer', { name: repository }));
            await queryClient.invalidateQueries({ queryKey: studioQuery.scores.key() });
          } else {
            await takeInModel(event.model);
            showToast(t('models.hub.done', { name: event.model.name[language] }));
          }
        }
      } catch (error) {
        if (!signal.aborted) throw error;
      }
      setStopped(signal.aborted);
    },
  });
  return {
    isPending: fetching.isPending,
    progress: fetching.isPending ? progress : null,
    /** Ended by the user; what has arrived is kept. */
    stopped: stopped && !fetching.isPending,
    /** Null where there was none. */
    error: fetching.error,
    start(request: Wanted): void {
      if (!fetching.isPending) fetching.mutate(request);
    },
    stop: () => stopping.abort(),
  };
}
