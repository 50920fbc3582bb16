import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { studioQuery } from '../api/studio.ts';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { formatNumber } from '../ui/format.ts';
import { OpeningLine } from './opening-line.tsx';
import { keepKeys, writeIntoPrompt } from './prompt-box.ts';
import { placeWords } from './prompt-words.ts';

/** The lists that a prompt can choose from, behind a line that opens. A press writes one where the prompt's caret is. */
export function WildcardList() {
  const { t } = useTranslation();
  return (
    <OpeningLine title={t('create.wildcards.title')}>
      <Names />
    </OpeningLine>
  );
}

function Names() {
  const { t, i18n } = useTranslation();
  // Files may have been put into the folder since it was opened last.
  const query = useQuery({
    ...studioQuery.prompts.wildcards.queryOptions(),
    refetchOnMount: 'always',
  });
  if (query.isError) return <ErrorNotice error={query.error} compact />;
  if (!query.data) return null;
  return (
    <div className="flex flex-col gap-2 py-1">
      <p>{t('create.wildcards.hint')}</p>
      <ul className="flex flex-wrap gap-1">
        {query.data.wildcards.map(({ name, options, example }) => (
          <li key={name}>
            <button
              type="button"
              title={t('create.wildcards.about', { example, count: options })}
              className="inline-flex items-baseline gap-1.5 rounded-md border border-line bg-raised px-2 py-0.5 text-ink hover:border-line-strong"
              onClick={(event) => {
                writeIntoPrompt(
                  (text, start, end) => placeWords(text, start, end, `__${name}__`),
                  'any',
                );
                keepKeys(event);
              }}
            >
              {name}
              <span className="figures text-quiet">{formatNumber(options, i18n.language)}</span>
            </button>
          </li>
        ))}
      </ul>
      <p className="break-words">{t('create.wildcards.own', { folder: query.data.folder })}</p>
    </div>
  );
}
