import { useQuery } from '@tanstack/react-query';
import { Check, Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { studioQuery } from '../api/studio.ts';
import { createBoard } from './board-acts.ts';
import { markPictures } from './mark-acts.ts';
import { NameField } from './name-field.tsx';
import { recordOf } from './picture-records.ts';

/** Puts pictures on boards, or takes them off again. */
export function BoardChooser({ ids }: { ids: readonly string[] }) {
  const { t, i18n } = useTranslation();
  const boards = useQuery(studioQuery.boards.list.queryOptions());
  const [asked, setAsked] = useState<boolean | null>(null);
  // Where there is no board yet, a new one is all that can be wanted.
  const naming = asked ?? boards.data?.length === 0;
  const words = { t, language: i18n.language };
  const lieOn = (board: string) => ids.every((id) => recordOf(id)?.boards.includes(board));
  const put = (board: string, name: string) => {
    const on = !lieOn(board);
    const said = t(on ? 'gallery.boards.put' : 'gallery.boards.taken', { name, count: ids.length });
    void markPictures(ids, on ? { addBoards: [board] } : { removeBoards: [board] }, said, words);
  };
  return (
    <ul className="flex flex-col">
      {(boards.data ?? []).map(({ id, name }) => (
        <li key={id}>
          <button
            type="button"
            aria-pressed={lieOn(id)}
            onClick={() => put(id, name)}
            className="flex h-7 w-full items-center gap-2 rounded-md px-2 text-left text-sm hover:bg-ink/5"
          >
            <Check
              aria-hidden
              className={lieOn(id) ? 'size-4 shrink-0' : 'invisible size-4 shrink-0'}
              strokeWidth={2}
            />
            <span className="truncate">{name}</span>
          </button>
        </li>
      ))}
      <li>
        {naming ? (
          <NameField
            label={t('gallery.boards.name')}
            name=""
            onDone={(name) => {
              setAsked(false);
              if (name === null) return;
              void createBoard(name, words).then((board) => {
                if (board) put(board.id, board.name);
              });
            }}
          />
        ) : (
          <button
            type="button"
            // It takes the place of the field that had the keys.
            // oxlint-disable-next-line jsx-a11y/no-autofocus
            autoFocus={asked === false}
            onClick={() => setAsked(true)}
            className="flex h-7 w-full items-center gap-2 rounded-md px-2 text-left text-sm text-quiet hover:bg-ink/5 hover:text-ink"
          >
            <Plus aria-hidden className="size-4 shrink-0" strokeWidth={1.6} />
            {t('gallery.boards.new')}
          </button>
        )}
      </li>
    </ul>
  );
}
