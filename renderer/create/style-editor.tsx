import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Style, StyleForm } from '../../electron/api/contract/styles.ts';
import { describeError, describeFieldProblem } from '../api/error-words.ts';
import { Button } from '../ui/button.tsx';
import { TextArea, TextField } from '../ui/text-field.tsx';
import { removeStyle, saveStyle } from './style-acts.ts';

/** A style that is being written; `kept` is what it was before, null for a new one. */
export interface StyleDraft {
  readonly kept: Style | null;
  readonly name: string;
  readonly ja: StyleForm | null;
  readonly en: StyleForm | null;
}

interface StyleEditorProps {
  draft: StyleDraft;
  onChange(draft: StyleDraft): void;
  onDone(): void;
}

const languages = ['ja', 'en'] as const;
const empty: StyleForm = { prompt: '', negativePrompt: '' };

/** Name and words of a style, in both languages. A language without words is left as it is written. */
export function StyleEditor({ draft, onChange, onDone }: StyleEditorProps) {
  const { t, i18n } = useTranslation();
  const { kept, name, ja, en } = draft;
  const save = useMutation({
    mutationFn: () => saveStyle({ ...(kept && { id: kept.id }), name, ja: used(ja), en: used(en) }),
    onSuccess: onDone,
  });
  const change = (language: 'ja' | 'en', form: Partial<StyleForm>) =>
    onChange({ ...draft, [language]: { ...(draft[language] ?? empty), ...form } });
  const problem = save.isError
    ? (describeFieldProblem(save.error, t) ?? describeError(save.error, t, i18n.language).happened)
    : null;
  return (
    <div className="flex flex-col gap-3">
      <TextField
        label={t('create.styles.name')}
        // It takes the place of what was pressed to get it.
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        maxLength={80}
        value={name}
        onValueChange={(next) => onChange({ ...draft, name: next })}
        error={problem}
      />
      {languages.map((language) => (
        <div key={language} className="flex flex-col gap-1.5">
          <TextArea
            label={t(`create.styles.words.${language}`)}
            lang={language}
            size="small"
            minRows={2}
            maxRows={5}
            value={draft[language]?.prompt ?? ''}
            onValueChange={(prompt) => change(language, { prompt })}
          />
          <TextArea
            label={t(`create.styles.negative.${language}`)}
            labelHidden
            placeholder={t(`create.styles.negative.${language}`)}
            lang={language}
            size="small"
            minRows={1}
            maxRows={3}
            value={draft[language]?.negativePrompt ?? ''}
            onValueChange={(negativePrompt) => change(language, { negativePrompt })}
          />
        </div>
      ))}
      <p className="text-xs text-quiet">{t('create.styles.place')}</p>
      {/* In sight however little room there is. */}
      <div className="sticky -bottom-3 -mx-3 -mb-3 flex gap-2 bg-raised px-3 pt-1 pb-3">
        <Button
          size="small"
          disabled={name.trim() === '' || save.isPending}
          onClick={() => save.mutate()}
        >
          {t('create.styles.save')}
        </Button>
        <Button size="small" look="quiet" onClick={onDone}>
          {t('common.cancel')}
        </Button>
        {kept ? (
          <Button
            size="small"
            look="quiet"
            className="ml-auto text-danger"
            onClick={() => {
              void removeStyle(kept, t);
              onDone();
            }}
          >
            {t('common.remove')}
          </Button>
        ) : null}
      </div>
    </div>
  );
}

/** A form without any text is none. */
function used(form: StyleForm | null): StyleForm | null {
  return form !== null && (form.prompt + form.negativePrompt).trim() !== '' ? form : null;
}
