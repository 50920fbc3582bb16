import { useTranslation } from 'react-i18next';
import { changeDraft, useDraft } from '../state/draft.ts';
import { findLoraTags, takeLoraTags } from '../state/lora-tags.ts';

/** Says that `<lora:…>` in a prompt is only letters here, and takes it out. */
export function LoraNote({ text }: { text: string }) {
  const { t } = useTranslation();
  const tags = findLoraTags(text);
  if (tags.length === 0) return null;
  return (
    <p className="text-xs text-quiet">
      {tags.map((tag) => (
        <mark key={tag.text} className="mr-1 rounded-sm bg-danger-wash px-1 break-all text-danger">
          {tag.text}
        </mark>
      ))}
      {t('create.loraTags.note')}
      <button
        type="button"
        className="ml-1 rounded-sm border border-line bg-raised px-1 text-ink hover:border-line-strong"
        onClick={() => changeDraft(takeLoraTags(useDraft.getState()))}
      >
        {t('create.loraTags.take')}
      </button>
    </p>
  );
}
