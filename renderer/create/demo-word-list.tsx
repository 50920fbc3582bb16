import { useTranslation } from 'react-i18next';
import { demoWords } from './demo-words.ts';
import { OpeningLine } from './opening-line.tsx';
import { keepKeys, writeIntoPrompt } from './prompt-box.ts';
import { placeDemoWord } from './prompt-words.ts';

/** What the embedded demo models can draw, behind a line that opens. A press writes the word into the prompt. */
export function DemoWordList() {
  const { t, i18n } = useTranslation();
  return (
    <OpeningLine title={t('create.demoWords.title')}>
      <div className="flex flex-col gap-2.5 py-1">
        <p>{t('create.demoWords.hint')}</p>
        {demoWords.map(({ name, words }) => (
          <section key={name} aria-label={t(`create.demoWords.groups.${name}`)}>
            <h3 className="mb-1">{t(`create.demoWords.groups.${name}`)}</h3>
            <ul className="flex flex-wrap gap-1">
              {words.map(({ ja, en }) => (
                <li key={ja}>
                  <button
                    type="button"
                    title={en}
                    className="rounded-md border border-line bg-raised px-2 py-0.5 text-ink hover:border-line-strong"
                    onClick={(event) => {
                      writeIntoPrompt(
                        (text, start, end) => placeDemoWord(text, start, end, name, ja),
                        'ja',
                      );
                      keepKeys(event);
                    }}
                  >
                    <span lang="ja">{ja}</span>
                    {i18n.language === 'ja' ? null : (
                      <span className="ml-1.5 text-quiet">{en}</span>
                    )}
                  </button>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </OpeningLine>
  );
}
