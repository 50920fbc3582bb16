import { useTranslation } from 'react-i18next';
import type { ImportRequest } from '../../electron/api/contract/models.ts';
import { useStoppable, type Stoppable } from '../api/use-stoppable.ts';
import { usePreferences } from '../state/preferences.ts';
import { showToast } from '../ui/toast-store.ts';
import { importModel, type ImportStep } from './import-model.ts';

/** An import; its step is null while nothing is written. */
export function useImport(onDone: () => void): Stoppable<ImportRequest, ImportStep, void> {
  const { t } = useTranslation();
  const language = usePreferences((state) => state.language);
  return useStoppable(async (request: ImportRequest, { signal, onStep }) => {
    const model = await importModel(request, { signal, onProgress: onStep });
    onDone();
    showToast(t('models.add.done', { name: model.name[language] }));
  });
}
