import { useTranslation } from 'react-i18next';
import clipVocabulary from '../../resources/licences/openai-clip-vocabulary.txt?raw';

/** What the page and the models bring along that others made, and under which terms. */
const others = [
  {
    name: 'IBM Plex Sans, Shippori Mincho, Zen Kaku Gothic New',
    licence: 'SIL Open Font License 1.1',
  },
  { name: 'React, Radix UI, TanStack Query, oRPC, zod, zustand, i18next, wouter', licence: 'MIT' },
  { name: 'lucide', licence: 'ISC' },
  { name: 'ONNX Runtime, Electron, better-sqlite3', licence: 'MIT' },
  { name: 'sharp, TypeScript', licence: 'Apache-2.0' },
] as const;

/** The studio's own licence, and those of what comes along. */
export function Licences() {
  const { t } = useTranslation();
  return (
    <div className="flex flex-col gap-3">
      <table className="w-full text-left text-xs">
        <caption className="sr-only">{t('settings.about.licences')}</caption>
        <thead className="text-quiet">
          <tr>
            <th scope="col" className="py-1 pr-4 font-normal">
              {t('settings.about.what')}
            </th>
            <th scope="col" className="py-1 font-normal">
              {t('settings.about.licence')}
            </th>
          </tr>
        </thead>
        <tbody>
          <Licence name={t('settings.about.own')} licence="Apache-2.0" />
          {others.map((other) => (
            <Licence key={other.name} {...other} />
          ))}
        </tbody>
      </table>
      <details className="text-xs">
        <summary className="cursor-pointer text-quiet hover:text-ink">
          {t('settings.about.vocabulary')}
        </summary>
        <pre className="mt-2 rounded-sm bg-sunk p-3 whitespace-pre-wrap select-text">
          {clipVocabulary}
        </pre>
      </details>
    </div>
  );
}

function Licence({ name, licence }: { name: string; licence: string }) {
  return (
    <tr className="border-t border-line align-top">
      <td className="py-1.5 pr-4">{name}</td>
      <td className="py-1.5 whitespace-nowrap">{licence}</td>
    </tr>
  );
}
