import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams, useSearchParams } from 'wouter';
import { create } from 'zustand';
import type { Comparison } from '../../electron/api/contract/comparisons.ts';
import { studioQuery } from '../api/studio.ts';
import { changeDraft, useDraft } from '../state/draft.ts';
import { goTo } from '../state/location.ts';
import { AwayNotice } from '../ui/away-notice.tsx';
import { Button } from '../ui/button.tsx';
import { CompareLinks } from '../ui/compare-links.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { RetryNotice } from '../ui/retry-notice.tsx';
import { RoomHeader } from '../ui/room-header.tsx';
import { useSettled } from '../ui/use-settled.ts';
import { ComparisonList } from './comparison-list.tsx';
import { findRow, findRows, neighbourOf, rowAddress, rowsOf } from './comparison-rows.ts';
import { usePrintingComparisons } from './printing-cell.ts';
import { RowViewer } from './row-viewer.tsx';

/** Comparisons that are asked for together; the next come when the end of the list comes into sight. */
const atOnce = 200;
/** After the last key of a search, in milliseconds. */
const pause = 150;

/** What is looked for in the list of pairs; lasts as long as the page. */
const useListSearch = create<{ words: string }>()(() => ({ words: '' }));

/** Pictures of the same seed by different models: the list of pairs on the left, the chosen one beside it. */
export function CompareRoom() {
  const { t } = useTranslation();
  const { id } = useParams<{ id?: string }>();
  const [search] = useSearchParams();
  const seed = search.get('seed');
  const { words } = useListSearch();
  const settled = useSettled(words.trim(), pause);
  const list = useInfiniteQuery({
    ...studioQuery.comparisons.list.infiniteOptions({
      input: (before: string | undefined) => ({ search: settled, before, limit: atOnce }),
      initialPageParam: undefined,
      getNextPageParam: (last) => (last.length < atOnce ? undefined : last.at(-1)?.id),
    }),
    placeholderData: keepPreviousData,
  });
  // Asked for before it is needed: what is looked at stays when a search does not find it.
  const linked = useQuery({
    ...studioQuery.comparisons.get.queryOptions({ input: { id: id ?? '' } }),
    enabled: id !== undefined,
  });
  const listed = useMemo(() => list.data?.pages.flat() ?? [], [list.data]);
  const isListed = listed.some((comparison) => comparison.id === id);
  const printing = usePrintingComparisons();
  const listedRows = useRows(listed, printing);
  const alone = useMemo(
    () => (isListed || !linked.data ? [] : [linked.data]),
    [isListed, linked.data],
  );
  const linkedRows = useRows(alone, printing);
  const rows = useMemo(() => [...linkedRows, ...listedRows], [linkedRows, listedRows]);
  // What an address leads to stands in the list as well, but for a search that does not find it.
  const found = useMemo(
    () => (settled === '' ? rows : findRows(listedRows, settled)),
    [rows, listedRows, settled],
  );
  const { hasNextPage, isFetching, fetchNextPage } = list;
  const askForMore = useCallback(() => {
    if (hasNextPage && !isFetching) void fetchNextPage();
  }, [hasNextPage, isFetching, fetchNextPage]);
  const isEmpty = listedRows.length === 0;
  useEffect(() => {
    if (isEmpty) askForMore();
  }, [isEmpty, askForMore]);

  if (list.isError) return <RetryNotice error={list.error} onRetry={() => void list.refetch()} />;
  if (!list.data) return <AwayNotice />;
  const isWhole = settled === '' && !hasNextPage && !list.isPlaceholderData;
  if (rows.length === 0 && isWhole && !linked.isError && !linked.isFetching) return <NoPairs />;
  const row = findRow(
    id === undefined && found.length > 0 ? found : rows,
    id,
    seed,
    search.get('towards'),
  );
  return (
    <div className="flex h-full">
      <ComparisonList
        rows={found}
        hasMore={hasNextPage}
        onEnd={askForMore}
        selected={row}
        search={words}
        onSearchChange={(next) => useListSearch.setState({ words: next })}
      />
      {row ? (
        <RowViewer
          row={row}
          rows={found}
          onMove={(by) => {
            const next = neighbourOf(found, row, by);
            if (next) goTo(rowAddress(next), { replace: true });
          }}
        />
      ) : linked.isError ? (
        <RetryNotice error={linked.error} onRetry={() => void linked.refetch()} />
      ) : linked.isFetching || id === undefined ? null : (
        <EmptyState
          title={t('compare.gone')}
          actions={<Button onClick={() => goTo('/compare')}>{t('compare.showNewest')}</Button>}
        >
          {t('compare.goneAdvice')}
        </EmptyState>
      )}
    </div>
  );
}

function useRows(comparisons: readonly Comparison[], printing: ReadonlySet<string>) {
  const names = [...printing].join(' ');
  return useMemo(() => {
    const open = new Set(names.split(' '));
    return rowsOf(comparisons, (id) => open.has(id));
  }, [comparisons, names]);
}

function NoPairs() {
  const { t } = useTranslation();
  const draw = () => {
    const { arms } = useDraft.getState();
    changeDraft({ arms: { ...arms, ja: true, en: true } });
    goTo('/create');
  };
  return (
    <div className="flex h-full flex-col">
      <RoomHeader title={t('frame.rooms.compare')}>
        <CompareLinks />
      </RoomHeader>
      <div className="min-h-0 grow">
        <EmptyState
          title={t('compare.empty')}
          actions={
            <>
              <Button onClick={draw}>{t('compare.emptyAct')}</Button>
              <Button onClick={() => goTo('/compare/packs')}>{t('compare.places.packs')}</Button>
            </>
          }
        >
          {t('compare.emptyAdvice')}
        </EmptyState>
      </div>
    </div>
  );
}
