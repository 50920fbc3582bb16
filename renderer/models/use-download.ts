import { useTranslation } from 'react-i18next';
import type { DownloadEvent } from '../../electron/api/contract/hub.ts';
import { queryClient, studio, studioQuery } from '../api/studio.ts';
import { useStoppable, type Stoppable } from '../api/use-stoppable.ts';
import { usePreferences } from '../state/preferences.ts';
import { showToast } from '../ui/toast-store.ts';
import { takeInModel } from './import-model.ts';

type DownloadProgress = Exclude<DownloadEvent, { type: 'downloaded' }>;

export interface Wanted {
  readonly repository: string;
  readonly safetyChecker: boolean;
}

/** A download; of one that was stopped, what has arrived is kept. */
export function useDownload(): Stoppable<Wanted, DownloadProgress, void> {
  const { t } = useTranslation();
  const language = usePreferences((state) => state.language);
  return useStoppable(async (wanted: Wanted, { signal, onStep }) => {
    for await (const event of await studio.hub.download(wanted, { signal })) {
      if (event.type !== 'downloaded') onStep(event);
      else if (event.model === null) {
        showToast(t('models.hub.doneScorer', { name: wanted.repository }));
        await queryClient.invalidateQueries({ queryKey: studioQuery.scores.key() });
      } else {
        await takeInModel(event.model);
        showToast(t('models.hub.done', { name: event.model.name[language] }));
      }
    }
  });
}
