import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { studioQuery } from '../api/studio.ts';
import { goTo } from '../state/location.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { RoomHeader } from '../ui/room-header.tsx';
import { SearchField } from '../ui/search-field.tsx';
import { useSettled } from '../ui/use-settled.ts';
import { groupByDay } from './days.ts';
import { PromptRow } from './prompt-row.tsx';
import { usePicturesOf } from './use-pictures-of.ts';

const pause = 150;

/** Every prompt that was printed, by day, each with its strip of pictures. */
export function HistoryRoom() {
  const { t, i18n } = useTranslation();
  const [search, setSearch] = useState('');
  const settled = useSettled(search.trim(), pause);
  const query = useQuery({
    ...studioQuery.prompts.list.queryOptions({ input: { search: settled } }),
    placeholderData: keepPreviousData,
  });
  const entries = query.data ?? [];
  const pictures = usePicturesOf(entries);
  return (
    <div className="flex h-full flex-col">
      <RoomHeader
        title={t('history.title')}
        note={entries.length > 0 ? t('history.count', { count: entries.length }) : null}
      >
        <SearchField
          label={t('history.searchLabel')}
          placeholder={t('history.searchPlaceholder')}
          value={search}
          onValueChange={setSearch}
          className="w-[min(400px,40vw)]"
        />
      </RoomHeader>
      <div className="min-h-0 grow overflow-y-auto">
        {query.isError ? (
          <div className="mx-auto max-w-xl p-8">
            <ErrorNotice error={query.error} />
          </div>
        ) : null}
        {query.isSuccess && entries.length === 0 ? (
          settled === '' ? (
            <EmptyState
              title={t('history.empty')}
              actions={<Button onClick={() => goTo('/create')}>{t('history.toCreate')}</Button>}
            >
              {t('history.emptyAdvice')}
            </EmptyState>
          ) : (
            <EmptyState title={t('history.noMatch', { search: settled })}>
              {t('history.noMatchAdvice')}
            </EmptyState>
          )
        ) : null}
        {groupByDay(entries, i18n.language, new Date(query.dataUpdatedAt)).map((day) => (
          <section key={day.key} aria-label={day.label}>
            <h2
              className="sticky top-0 z-10 border-b border-line bg-ground px-6 py-1.5 text-sm text-quiet"
              title={day.fullDate}
            >
              {day.label}
            </h2>
            <ul>
              {day.entries.map((entry) => (
                <PromptRow key={entry.id} entry={entry} pictures={pictures} />
              ))}
            </ul>
          </section>
        ))}
      </div>
    </div>
  );
}
