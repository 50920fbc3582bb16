import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { studioQuery } from '../api/studio.ts';
import { boxLook } from '../ui/field.tsx';
import { classNames } from '../ui/class-names.ts';
import { isComposing } from '../ui/keys.ts';
import { markPictures } from './mark-acts.ts';
import { recordOf } from './picture-records.ts';

interface TagEditorProps {
  ids: readonly string[];
  /** Tags that all of the pictures have. */
  tags: readonly string[];
  /** The field takes the keys at once. */
  autoFocus?: boolean;
}

/** The tags of pictures: each with a press that takes it off, and a field for one more. */
export function TagEditor({ ids, tags, autoFocus = false }: TagEditorProps) {
  const { t, i18n } = useTranslation();
  const [text, setText] = useState('');
  const facets = useQuery(studioQuery.gallery.facets.queryOptions({ input: {} }));
  const listId = useId();
  const words = { t, language: i18n.language };
  const add = () => {
    const tag = text.trim();
    setText('');
    if (tag === '' || tags.includes(tag)) return;
    const said = t('gallery.tags.added', { tag, count: ids.length });
    void markPictures(ids, { addTags: [tag] }, ids.length === 1 ? null : said, words);
  };
  const remove = (tag: string) => {
    const said = t('gallery.tags.removed', { tag, count: ids.length });
    void markPictures(ids, { removeTags: [tag] }, said, words);
  };
  return (
    <div className="flex flex-col gap-1.5">
      {tags.length === 0 ? null : (
        <ul className="flex flex-wrap gap-1" aria-label={t('gallery.facets.tags')}>
          {tags.map((tag) => (
            <li key={tag}>
              <button
                type="button"
                aria-label={t('gallery.tags.remove', { tag })}
                onClick={() => remove(tag)}
                className="inline-flex h-6 items-center gap-1 rounded-md bg-ink/8 pr-1.5 pl-2 text-xs hover:bg-ink/12"
              >
                {tag}
                <X aria-hidden className="size-3 text-quiet" />
              </button>
            </li>
          ))}
        </ul>
      )}
      <input
        type="text"
        aria-label={t('gallery.tags.add')}
        placeholder={t('gallery.tags.add')}
        list={listId}
        // In a popover that was opened to write a tag.
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus={autoFocus}
        autoComplete="off"
        maxLength={80}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !isComposing(event.nativeEvent)) add();
        }}
        className={classNames(boxLook, 'h-7 px-2 text-sm')}
      />
      <datalist id={listId}>
        {(facets.data?.tags ?? []).map(({ value }) => (
          <option key={value} value={value} />
        ))}
      </datalist>
    </div>
  );
}

/** Tags that all of the pictures have, as far as their records are here. */
export function commonTags(ids: readonly string[]): readonly string[] {
  const [first, ...others] = ids.map((id) => recordOf(id)?.tags ?? []);
  return (first ?? []).filter((tag) => others.every((tags) => tags.includes(tag)));
}
