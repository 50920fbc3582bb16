import { useTranslation } from 'react-i18next';
import { findLoraTags } from '../../electron/api/contract/lora-tags.ts';
import { changeDraft, useDraft } from '../state/draft.ts';
import { takeLoraTags } from '../state/lora-tags.ts';
import { isLoraKnown, useLibrary } from '../state/use-library.ts';

/**
 * Says which `<lora:…>` in a prompt are added to the model, as they are in the library, and which are only letters here,
 * and takes these out.
 */
export function LoraNote({ text }: { text: string }) {
  const { t } = useTranslation();
  const library = useLibrary();
  const isPlain = useDraft((draft) => draft.promptSyntax === 'plain');
  const isKnown = (name: string) => !isPlain && isLoraKnown(library, name);
  const tags = [...new Map(findLoraTags(text).map((tag) => [tag.text, tag])).values()];
  const known = tags.filter(({ name }) => isKnown(name));
  const letters = tags.filter(({ name }) => !isKnown(name));
  return (
    <>
      {known.length === 0 ? null : (
        <p className="text-xs text-quiet">
          {known.map((tag) => (
            <mark key={tag.text} className="mr-1 rounded-sm bg-ink/7 px-1 break-all text-ink">
              {tag.text}
            </mark>
          ))}
          {t('create.loraTags.known')}
        </p>
      )}
      {letters.length === 0 ? null : (
        <p className="text-xs text-quiet">
          {letters.map((tag) => (
            <mark
              key={tag.text}
              className="mr-1 rounded-sm bg-danger-wash px-1 break-all text-danger"
            >
              {tag.text}
            </mark>
          ))}
          {t('create.loraTags.note')}
          <button
            type="button"
            className="ml-1 rounded-sm border border-line bg-raised px-1 text-ink hover:border-line-strong"
            onClick={() => changeDraft(takeLoraTags(useDraft.getState(), isKnown))}
          >
            {t('create.loraTags.take')}
          </button>
        </p>
      )}
    </>
  );
}
