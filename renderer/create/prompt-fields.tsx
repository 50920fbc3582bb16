import { RotateCcw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ArmKind } from '../../electron/api/contract/arm.ts';
import type { Model } from '../../electron/api/contract/models.ts';
import { sayInputProblem } from '../api/error-words.ts';
import { changeDraft, useDraft } from '../state/draft.ts';
import { isTranslatable } from '../state/print-draft.ts';
import { useToldPrompt } from '../state/use-library.ts';
import { useWeightKeys } from '../state/use-weight-keys.ts';
import { TextArea } from '../ui/text-field.tsx';
import { DemoWordList } from './demo-word-list.tsx';
import { LoraNote } from './lora-note.tsx';
import { promptBox } from './prompt-box.ts';
import { TokenMeter } from './token-meter.tsx';
import { TranslateButton } from './translate-button.tsx';
import type { EnglishDraft } from './use-english-draft.ts';

type Arms = readonly { kind: ArmKind; model: Model }[];

/** The prompt as the user thinks it, with a meter per tokenizer that reads it. */
export function PromptField({ arms, problem }: { arms: Arms; problem: string | undefined }) {
  const { t } = useTranslation();
  const prompt = useDraft((draft) => draft.prompt);
  const told = useToldPrompt('ja');
  const onKeyDown = useWeightKeys();
  const readers = arms.filter((arm) => arm.kind !== 'en');
  return (
    <div className="flex flex-col gap-2">
      <TextArea
        {...promptBox}
        label={t('create.promptLabel')}
        lang="ja"
        placeholder={t('create.promptPlaceholder')}
        minRows={3}
        maxRows={9}
        value={prompt}
        onValueChange={(value) => changeDraft({ prompt: value })}
        onKeyDown={onKeyDown}
        error={sayInputProblem(problem, t)}
      />
      <TokenMeter text={told} readers={readers} written={told === prompt} />
      <LoraNote text={prompt} />
      {readers.some((arm) => arm.model.embedded) ? <DemoWordList /> : null}
    </div>
  );
}

interface EnglishFieldProps {
  arms: Arms;
  /** The English model draws alone: this is then the one prompt. */
  only: boolean;
  problem: string | undefined;
  translation: EnglishDraft;
}

/** What the English model is told: the glossary's words until the user writes their own. */
export function EnglishField({ arms, only, problem, translation }: EnglishFieldProps) {
  const { t } = useTranslation();
  const english = useDraft((draft) => draft.english);
  const told = useToldPrompt('en');
  const edited = useDraft((draft) => draft.englishEdited);
  const prompt = useDraft((draft) => draft.prompt);
  const onKeyDown = useWeightKeys();
  const hasPrompt = prompt.trim() !== '';
  // The Japanese prompt's own field says what is wrong; this one could not follow it.
  const followsNothing = !edited && hasPrompt && !isTranslatable(prompt);
  const nothingTranslated = problem === 'prompt-empty' && !edited && hasPrompt;
  return (
    <div className="flex flex-col gap-2">
      <TextArea
        {...promptBox}
        label={only ? t('create.englishOnlyLabel') : t('create.englishLabel')}
        lang="en"
        placeholder={t('create.englishPlaceholder')}
        minRows={only ? 3 : 2}
        maxRows={6}
        value={english}
        onValueChange={(value) => changeDraft({ english: value, englishEdited: true })}
        onKeyDown={onKeyDown}
        error={
          followsNothing
            ? null
            : nothingTranslated
              ? t('create.nothingTranslated')
              : sayInputProblem(problem, t)
        }
        aside={
          edited && hasPrompt ? (
            <button
              type="button"
              className="inline-flex items-center gap-1 rounded-sm text-xs text-quiet hover:text-ink"
              onClick={() => changeDraft({ englishEdited: false })}
            >
              <RotateCcw aria-hidden className="size-3" />
              {t('create.translateAgain')}
            </button>
          ) : null
        }
      />
      {!edited && translation.untranslated.length > 0 ? (
        <p className="text-xs text-quiet">
          {t('create.untranslated')}
          {translation.untranslated.map((word) => (
            <mark
              key={word}
              lang="ja"
              className="ml-1 rounded-sm bg-danger-wash px-1 text-danger underline decoration-dotted underline-offset-2"
            >
              {word}
            </mark>
          ))}
        </p>
      ) : null}
      <TranslateButton />
      {!edited && translation.failed ? (
        <p className="text-xs text-danger">{t('create.translateFailed')}</p>
      ) : null}
      <TokenMeter
        text={told}
        readers={arms.filter((arm) => arm.kind === 'en')}
        written={told === english}
      />
      {edited ? <LoraNote text={english} /> : null}
    </div>
  );
}
