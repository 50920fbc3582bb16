import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Heart } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PromptEntry } from '../../electron/api/contract/prompts.ts';
import { studioQuery } from '../api/studio.ts';
import { goTo } from '../state/location.ts';
import { lastShown, useReturn } from '../state/opened-from.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { RoomHeader } from '../ui/room-header.tsx';
import { SearchField } from '../ui/search-field.tsx';
import { useNearness } from '../ui/use-nearness.ts';
import { useSettled } from '../ui/use-settled.ts';
import { groupByDay } from './days.ts';
import { changeHistoryView, useHistoryView } from './history-view.ts';
import { PromptDifference } from './prompt-difference.tsx';
import { PromptRow } from './prompt-row.tsx';
import { usePicturesOf } from './use-pictures-of.ts';

const pause = 150;
/** Prompts that are asked for together; the next come when the end of the list comes into sight. */
const atOnce = 100;
/** Rows that are filled before anything is known of what is in sight. */
const filledAtFirst = 4;

/** Every prompt that was printed, by day, each with its strip of pictures. */
export function HistoryRoom() {
  const { t, i18n } = useTranslation();
  const { search, favourite } = useHistoryView();
  const settled = useSettled(search.trim(), pause);
  const query = useInfiniteQuery({
    ...studioQuery.prompts.list.infiniteOptions({
      input: (offset: number) => ({ search: settled, favourite, limit: atOnce, offset }),
      initialPageParam: 0,
      getNextPageParam: (last, all) => (last.length < atOnce ? undefined : all.length * atOnce),
    }),
    placeholderData: keepPreviousData,
  });
  const entries = useMemo(() => query.data?.pages.flat() ?? [], [query.data]);
  const asked = query.dataUpdatedAt;
  const days = useMemo(
    () => groupByDay(entries, i18n.language, new Date(asked)),
    [entries, i18n.language, asked],
  );
  const shown = useMemo(() => entries.flatMap(({ pictureIds }) => pictureIds), [entries]);
  const list = useRef<HTMLDivElement>(null);
  const watch = useNearness(list);
  useReturn(list, shown);
  const [base, setBase] = useState<PromptEntry | null>(null);
  const [other, setOther] = useState<PromptEntry | null>(null);
  const pictures = usePicturesOf([...entries, ...[base, other].filter((entry) => entry !== null)]);
  const opener = useRef<Element | null>(null);
  const compare = useCallback(
    (entry: PromptEntry) => {
      if (base === null) setBase(entry);
      else if (base.id === entry.id) setBase(null);
      else {
        opener.current = document.activeElement;
        setOther(entry);
      }
    },
    [base],
  );
  const isCompared = base !== null && other !== null;
  useEffect(() => {
    if (isCompared || !(opener.current instanceof HTMLElement)) return;
    opener.current.focus({ preventScroll: true });
    opener.current = null;
  }, [isCompared]);
  return (
    <div className="relative h-full">
      <div className="flex h-full flex-col" inert={isCompared}>
        <RoomHeader
          title={t('history.title')}
          note={entries.length > 0 ? t('history.count', { count: entries.length }) : null}
        >
          <Button
            size="small"
            look="quiet"
            aria-pressed={favourite}
            onClick={() => changeHistoryView({ favourite: !favourite })}
          >
            <Heart
              aria-hidden
              className={`size-4 ${favourite ? 'fill-current' : ''}`}
              strokeWidth={1.6}
            />
            {t('history.favourites')}
          </Button>
          <SearchField
            label={t('history.searchLabel')}
            placeholder={t('history.searchPlaceholder')}
            value={search}
            onValueChange={(value) => changeHistoryView({ search: value })}
            className="w-[min(400px,40vw)]"
          />
        </RoomHeader>
        <div ref={list} className="min-h-0 grow overflow-y-auto">
          {query.isError ? (
            <div className="mx-auto max-w-xl p-8">
              <ErrorNotice error={query.error} />
            </div>
          ) : null}
          {query.isSuccess && entries.length === 0 ? (
            settled === '' && favourite ? (
              <EmptyState title={t('history.noFavourites')}>
                {t('history.noFavouritesAdvice')}
              </EmptyState>
            ) : settled === '' ? (
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
          {days.map((day) => (
            <section key={day.key} aria-label={day.label}>
              <h2
                className="sticky top-0 z-10 border-b border-line bg-ground px-6 py-1.5 text-sm text-quiet"
                title={day.fullDate}
              >
                {day.label}
              </h2>
              <ul>
                {day.entries.map((entry) => (
                  <PromptRow
                    key={entry.id}
                    entry={entry}
                    pictures={pictures}
                    isBase={entry.id === base?.id}
                    beginsNear={
                      entries.slice(0, filledAtFirst).includes(entry) ||
                      lastShown(entry.pictureIds) !== null
                    }
                    watch={watch}
                    onCompare={compare}
                  />
                ))}
              </ul>
            </section>
          ))}
          {query.hasNextPage ? <Further onSight={() => void query.fetchNextPage()} /> : null}
        </div>
        {base ? <BaseBar base={base} onClear={() => setBase(null)} /> : null}
      </div>
      {base && other ? (
        <PromptDifference
          entries={[base, other]}
          pictures={pictures}
          onClose={() => setOther(null)}
        />
      ) : null}
    </div>
  );
}

/** Which prompt the next chosen one is held against. At the bottom, so that the list does not move. */
function BaseBar({ base, onClear }: { base: PromptEntry; onClear(): void }) {
  const { t } = useTranslation();
  return (
    <div
      role="status"
      className="flex shrink-0 items-center gap-4 border-t border-line bg-raised px-6 py-2 text-sm"
    >
      <p className="min-w-0 grow truncate">
        {t('history.difference.chooseOther', { prompt: base.arms[0]?.prompt ?? '' })}
      </p>
      <Button size="small" look="quiet" onClick={onClear}>
        {t('history.difference.clear')}
      </Button>
    </div>
  );
}

/** The end of what was listed: coming into sight, it asks for more. */
function Further({ onSight }: { onSight(): void }) {
  const { t } = useTranslation();
  const place = useRef<HTMLDivElement>(null);
  const latest = useRef(onSight);
  useEffect(() => {
    latest.current = onSight;
  });
  useEffect(() => {
    const observer = new IntersectionObserver(([entry]) => {
      if (entry?.isIntersecting) latest.current();
    });
    if (place.current) observer.observe(place.current);
    return () => observer.disconnect();
  }, []);
  return (
    <div ref={place} className="flex justify-center p-4">
      <Button size="small" look="quiet" onClick={onSight}>
        {t('history.further')}
      </Button>
    </div>
  );
}
