import { useMutation, useQuery } from '@tanstack/react-query';
import { Languages } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { studioQuery } from '../api/studio.ts';
import { changeDraft, useDraft } from '../state/draft.ts';
import { ErrorNotice } from '../ui/error-notice.tsx';

/** Asks the translator that the user has named in the settings; nothing is shown while there is none. */
export function TranslateButton() {
  const { t } = useTranslation();
  const prompt = useDraft((draft) => draft.prompt.trim());
  const state = useQuery(studioQuery.translator.get.queryOptions());
  const translate = useMutation({
    ...studioQuery.translator.translate.mutationOptions(),
    onSuccess: ({ english, model }) =>
      changeDraft({ english, englishEdited: true, englishTranslated: { text: english, model } }),
  });
  const endpoint = state.data?.endpoint;
  if (!endpoint) return null;
  return (
    <div className="flex flex-col gap-2">
      <button
        type="button"
        disabled={prompt === '' || translate.isPending}
        className="inline-flex items-center gap-1 self-start rounded-sm text-xs text-quiet hover:text-ink disabled:opacity-45"
        onClick={() => translate.mutate({ text: prompt })}
      >
        <Languages aria-hidden className="size-3.5" />
        {translate.isPending
          ? t('create.translating')
          : t('create.translateWith', { model: endpoint.model })}
      </button>
      {translate.isError ? <ErrorNotice error={translate.error} compact /> : null}
    </div>
  );
}
