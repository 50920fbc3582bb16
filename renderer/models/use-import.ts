import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportRequest } from '../../electron/api/contract/models.ts';
import { usePreferences } from '../state/preferences.ts';
import { showToast } from '../ui/toast-store.ts';
import { importModel } from './import-model.ts';

/** One import at a time, which can be followed and stopped. */
export function useImport(onDone: () => void) {
  const { t } = useTranslation();
  const language = usePreferences((state) => state.language);
  const [share, setShare] = useState<number | null>(null);
  const [stopping, setStopping] = useState(() => new AbortController());
  const adding = useMutation({
    mutationFn: async (request: ImportRequest) => {
      const controller = new AbortController();
      const { signal } = controller;
      setStopping(controller);
      setShare(null);
      try {
        return await importModel(request, { signal, onRewriting: setShare });
      } catch (error) {
        // Stopped by the user: nothing has happened that would have to be told.
        if (signal.aborted) return null;
        throw error;
      }
    },
    onSuccess: (model) => {
      if (model === null) return;
      onDone();
      showToast(t('models.add.done', { name: model.name[language] }));
    },
  });
  return {
    isPending: adding.isPending,
    /** 0 … 1 while weights are rewritten, else null. */
    share: adding.isPending ? share : null,
    /** Null where there was none. */
    error: adding.error,
    start(request: ImportRequest): void {
      if (!adding.isPending) adding.mutate(request);
    },
    stop: () => stopping.abort(),
  };
}
