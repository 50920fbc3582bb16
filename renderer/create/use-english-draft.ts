import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { studioQuery } from '../api/studio.ts';
import { changeDraft, useDraft } from '../state/draft.ts';
import { isTranslatable } from '../state/print-draft.ts';
import { useSettled } from '../ui/use-settled.ts';

export interface EnglishDraft {
  /** Words of the Japanese prompt that the glossary does not know. */
  readonly untranslated: readonly string[];
  readonly failed: boolean;
}

const pause = 200;

/** Keeps the English prompts in step with the Japanese ones for as long as nobody has written their own. */
export function useEnglishDraft(): EnglishDraft {
  const draft = useDraft();
  const prompt = useTranslation(draft.prompt, draft.arms.en && !draft.englishEdited);
  const negative = useTranslation(
    draft.negativePrompt,
    draft.arms.en && !draft.englishNegativeEdited,
  );
  useEffect(() => {
    if (prompt.english !== null) changeDraft({ english: prompt.english });
  }, [prompt.english]);
  useEffect(() => {
    if (negative.english !== null) changeDraft({ englishNegative: negative.english });
  }, [negative.english]);
  return { untranslated: prompt.untranslated, failed: prompt.failed };
}

function useTranslation(text: string, wanted: boolean) {
  const settled = useSettled(text.trim(), pause);
  const enabled = wanted && isTranslatable(settled);
  const query = useQuery({
    ...studioQuery.prompts.translate.queryOptions({ input: { text: settled } }),
    enabled,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
  });
  const translated = enabled && !query.isPlaceholderData ? query.data : undefined;
  return {
    english: wanted && settled === '' ? '' : (translated?.english ?? null),
    untranslated: enabled ? (query.data?.untranslated ?? []) : [],
    failed: query.isError,
  };
}
