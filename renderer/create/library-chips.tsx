import { useTranslation } from 'react-i18next';
import type { Addition } from '../../electron/api/contract/additions.ts';
import { goTo } from '../state/location.ts';
import { useLibrary } from '../state/use-library.ts';

interface LibraryChipsProps {
  kind: Addition['kind'];
  onChoose(file: string): void;
}

/** The files of a kind that have names in the library. */
export function LibraryChips({ kind, onChoose }: LibraryChipsProps) {
  const { t } = useTranslation();
  const library = useLibrary().filter((one) => one.kind === kind);
  return (
    <div className="flex flex-col gap-1.5 text-xs text-quiet">
      {library.length === 0 ? null : (
        <ul aria-label={t('create.added.library')} className="flex flex-wrap gap-1">
          {library.map(({ id, name, notes, path, state }) => (
            <li key={id} className="max-w-full">
              <button
                type="button"
                disabled={state === 'missing'}
                title={[notes, path].filter(Boolean).join('\n')}
                className="max-w-full truncate rounded-md border border-line bg-raised px-2 py-0.5 text-ink hover:border-line-strong disabled:opacity-45"
                onClick={() => onChoose(path)}
              >
                {name}
              </button>
            </li>
          ))}
        </ul>
      )}
      <p>
        {t(library.length === 0 ? 'create.added.noLibrary' : 'create.added.orPath')}{' '}
        <button
          type="button"
          className="rounded-sm underline underline-offset-2 hover:text-ink"
          onClick={() => goTo('/models')}
        >
          {t('create.added.openLibrary')}
        </button>
      </p>
    </div>
  );
}
