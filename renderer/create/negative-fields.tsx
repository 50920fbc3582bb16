import { Plus, RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { changeDraft, useDraft } from '../state/draft.ts';
import { useWeightKeys } from '../state/use-weight-keys.ts';
import { TextArea } from '../ui/text-field.tsx';

/** What should not be in the picture: one line until somebody wants it. */
export function NegativeFields({ englishOnly }: { englishOnly: boolean }) {
  const { t } = useTranslation();
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
    </div>
  );
}
