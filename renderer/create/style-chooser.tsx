import { useQuery } from '@tanstack/react-query';
import { Pencil } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Style } from '../../electron/api/contract/styles.ts';
import { studioQuery } from '../api/studio.ts';
import { useDraft } from '../state/draft.ts';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { FileChooser } from '../ui/file-chooser.tsx';
import { matchWords } from '../ui/match-words.ts';
import { SearchField } from '../ui/search-field.tsx';
import { exportStyles, importStyles, toggleStyle } from './style-acts.ts';
import type { StyleDraft } from './style-editor.tsx';
import { styleHint } from './style-hint.ts';

/** So many are found at a glance. */
const fewStyles = 30;
/** So many are shown; what is further down is found by its name. */
const shownStyles = 120;

/** All styles, to be laid on the desk by a press; the user's own can be changed. */
export function StyleChooser({ onEdit }: { onEdit(draft: StyleDraft): void }) {
  const { t } = useTranslation();
  const query = useQuery({
    ...studioQuery.styles.list.queryOptions(),
    // They may have been taken in on the command line.
    refetchOnMount: 'always',
  });
  const [search, setSearch] = useState('');
  if (query.isError) return <ErrorNotice error={query.error} compact />;
  if (!query.data) return null;
  const found = query.data.filter(({ name }) => matchWords(search, [name.ja, name.en]));
  const shown = found.slice(0, shownStyles);
  const users = shown.filter(({ own }) => !own);
  return (
    <div className="flex flex-col gap-3">
      <p className="text-xs text-quiet">{t('create.styles.hint')}</p>
      {query.data.length > fewStyles ? (
        <SearchField
          label={t('create.styles.search')}
          placeholder={t('create.styles.search')}
          value={search}
          onValueChange={setSearch}
        />
      ) : null}
      {users.length > 0 ? (
        <StyleList title={t('create.styles.yours')} styles={users} onEdit={onEdit} />
      ) : null}
      <StyleList title={t('create.styles.own')} styles={shown.filter(({ own }) => own)} />
      {found.length > shown.length ? (
        <p className="text-xs text-quiet">
          {t('create.styles.more', { count: found.length - shown.length })}
        </p>
      ) : null}
      <Acts hasOwn={query.data.some(({ own }) => !own)} onEdit={onEdit} />
    </div>
  );
}

interface StyleListProps {
  title: string;
  styles: readonly Style[];
  onEdit?(draft: StyleDraft): void;
}

function StyleList({ title, styles, onEdit }: StyleListProps) {
  const { t, i18n } = useTranslation();
  const language = i18n.language === 'ja' ? 'ja' : 'en';
  const chosen = new Set(useDraft((draft) => draft.styles).map(({ id }) => id));
  if (styles.length === 0) return null;
  return (
    <section aria-label={title}>
      <h3 className="mb-1.5 text-xs text-quiet">{title}</h3>
      <ul className="flex flex-wrap gap-1">
        {styles.map((style) => (
          <li key={style.id} className="flex max-w-full">
            <button
              type="button"
              aria-pressed={chosen.has(style.id)}
              title={styleHint(style)}
              className={classNames(
                'min-w-0 truncate border px-2 py-0.5 text-xs',
                onEdit ? 'rounded-l-md' : 'rounded-md',
                chosen.has(style.id)
                  ? 'border-ink bg-ink text-ground'
                  : 'border-line bg-raised text-ink hover:border-line-strong',
              )}
              onClick={() => toggleStyle(style, t)}
            >
              {style.name[language]}
            </button>
            {onEdit ? (
              <button
                type="button"
                aria-label={t('create.styles.edit', { name: style.name[language] })}
                className="-ml-px rounded-r-md border border-line px-1 text-quiet hover:border-line-strong hover:text-ink"
                onClick={() =>
                  onEdit({ kept: style, name: style.name.ja, ja: style.ja, en: style.en })
                }
              >
                <Pencil aria-hidden className="size-3" />
              </button>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Acts({ hasOwn, onEdit }: { hasOwn: boolean; onEdit(draft: StyleDraft): void }) {
  const { t } = useTranslation();
  /** A new style begins with what is written now. */
  const begin = () => {
    const { prompt, negativePrompt, english, englishNegative } = useDraft.getState();
    onEdit({
      kept: null,
      name: '',
      ja: { prompt, negativePrompt },
      en: { prompt: english, negativePrompt: englishNegative },
    });
  };
  return (
    <div className="-mx-1 flex flex-wrap border-t border-line pt-2">
      <Button size="small" look="quiet" onClick={begin}>
        {t('create.styles.new')}
      </Button>
      <FileChooser
        size="small"
        look="quiet"
        label={t('create.styles.file')}
        title={t('create.styles.importAbout')}
        accept=".csv,.json,text/csv,application/json"
        onChoose={([file]) => void importStyles(file, t)}
      >
        {t('create.styles.import')}
      </FileChooser>
      {hasOwn ? (
        <Button size="small" look="quiet" onClick={() => void exportStyles(t)}>
          {t('create.styles.export')}
        </Button>
      ) : null}
    </div>
  );
}
