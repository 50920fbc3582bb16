import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDraft } from '../state/draft.ts';
import { Popover } from '../ui/popover.tsx';
import { toggleStyle } from './style-acts.ts';
import { StyleChooser } from './style-chooser.tsx';
import { StyleEditor } from './style-editor.tsx';
import type { StyleDraft } from './style-editor.tsx';
import { styleHint } from './style-hint.ts';

/** The styles on the desk as chips, and a quiet word that opens all there are. */
export function StyleFields() {
  const { t, i18n } = useTranslation();
  const language = i18n.language === 'ja' ? 'ja' : 'en';
  const styles = useDraft((draft) => draft.styles);
  // Kept here, so that a press beside the popover loses nothing of what was written in it.
  const [editing, setEditing] = useState<StyleDraft | null>(null);
  return (
    <>
      {styles.length > 0 ? (
        <ul aria-label={t('create.styles.applied')} className="flex basis-full flex-wrap gap-1">
          {styles.map((style) => (
            <li
              key={style.id}
              title={styleHint(style)}
              className="inline-flex h-6 max-w-full items-center rounded-md border border-line bg-raised pl-2 text-xs"
            >
              <span className="truncate">{style.name[language]}</span>
              <button
                type="button"
                aria-label={t('create.styles.takeOff', { name: style.name[language] })}
                className="inline-flex size-6 shrink-0 items-center justify-center rounded-md text-quiet hover:text-ink"
                onClick={() => toggleStyle(style, t)}
              >
                <X aria-hidden className="size-3" />
              </button>
            </li>
          ))}
        </ul>
      ) : null}
      <Popover
        label={t('create.styles.title')}
        className="max-h-(--radix-popover-content-available-height) w-[340px] overflow-y-auto p-3"
        trigger={
          <button
            type="button"
            className="inline-flex items-center gap-1.5 self-start rounded-sm text-sm text-quiet hover:text-ink"
          >
            <Plus aria-hidden className="size-3.5" />
            {t('create.styles.title')}
          </button>
        }
      >
        {editing === null ? (
          <StyleChooser onEdit={setEditing} />
        ) : (
          <StyleEditor draft={editing} onChange={setEditing} onDone={() => setEditing(null)} />
        )}
      </Popover>
    </>
  );
}
