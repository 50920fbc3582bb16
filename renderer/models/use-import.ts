import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportRequest } from '../../electron/api/contract/models.ts';
import { usePreferences } from '../state/preferences.ts';
import { showToast } from '../ui/toast-store.ts';
import { importModel, type ImportStep } from './import-model.ts';

/** One import at a time, which can be followed and stopped. */
export function useImport(onDone: () => void) {
  const { t } = useTranslation();
  const language = usePreferences((state) => state.language);
  const [step, setStep] = useState<ImportStep | null>(null);
  const [stopping, setStopping] = useState(() => new AbortController());
  const adding = useMutation({
    mutationFn: async (request: ImportRequest) => {
      const controller = new AbortController();
      const { signal } = controller;
      setStopping(controller);
      setStep(null);
      try {
        return await importModel(request, { signal, onProgress: setStep });
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
    /** Null while nothing is written. */
    step: adding.isPending ? step : null,
    /** Null where there was none. */
    error: adding.error,
    start(request: ImportRequest): void {
      if (!adding.isPending) adding.mutate(request);
    },
    stop: () => stopping.abort(),
  };
}
