import { Plus, RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Model } from '../../electron/api/contract/models.ts';
import { changeDraft, useDraft } from '../state/draft.ts';
import { usePreferences } from '../state/preferences.ts';
import { useWeightKeys } from '../state/use-weight-keys.ts';
import { TextArea } from '../ui/text-field.tsx';

interface NegativeProps {
  englishOnly: boolean;
  /** What the pictures are drawn with. */
  models: readonly Model[];
}

/** What should not be in the picture: one line until somebody wants it. */
export function NegativeFields({ englishOnly, models }: NegativeProps) {
  const { t } = useTranslation();
  const language = usePreferences((state) => state.language);
  const draft = useDraft();
  const onKeyDown = useWeightKeys();
  const filled = draft.negativePrompt !== '' || draft.englishNegative !== '';
  const [opened, setOpened] = useState(false);
  if (!filled && !opened) {
    return (
      <button
        type="button"
        className="inline-flex items-center gap-1.5 self-start rounded-sm text-sm text-quiet hover:text-ink"
        onClick={() => setOpened(true)}
      >
        <Plus aria-hidden className="size-3.5" />
        {t('create.showNegative')}
      </button>
    );
  }
  const guided = models.filter((model) => model.takesGuidance);
  const deaf = [...new Set(guided.map(({ name }) => name[language]))];
  const showEnglish = englishOnly || (draft.arms.en && filled);
  return (
    <div className="flex basis-full flex-col gap-3">
      {englishOnly ? null : (
        <TextArea
          label={t('create.negativeLabel')}
          lang="ja"
          placeholder={t('create.negativePlaceholder')}
          minRows={1}
          maxRows={4}
          className="text-sm"
          value={draft.negativePrompt}
          onValueChange={(value) => changeDraft({ negativePrompt: value })}
          onKeyDown={onKeyDown}
        />
      )}
      {showEnglish ? (
        <TextArea
          label={t('create.englishNegativeLabel')}
          lang="en"
          minRows={1}
          maxRows={4}
          className="text-sm"
          value={draft.englishNegative}
          onValueChange={(value) =>
            changeDraft({ englishNegative: value, englishNegativeEdited: true })
          }
          onKeyDown={onKeyDown}
          aside={
            draft.englishNegativeEdited && draft.negativePrompt !== '' ? (
              <button
                type="button"
                className="inline-flex items-center gap-1 rounded-sm text-xs text-quiet hover:text-ink"
                onClick={() => changeDraft({ englishNegativeEdited: false })}
              >
                <RotateCcw aria-hidden className="size-3" />
                {t('create.translateAgain')}
              </button>
            ) : null
          }
        />
      ) : null}
      {filled
        ? deaf.map((model) => (
            <p key={model} className="text-xs text-quiet">
              {t('create.negativeUnused', { model })}
            </p>
          ))
        : null}
    </div>
  );
}
