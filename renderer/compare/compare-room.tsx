import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
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
import { ComparisonList } from './comparison-list.tsx';
import { findRow, findRows, neighbourOf, rowAddress, rowsOf } from './comparison-rows.ts';
import { usePrintingComparisons } from './printing-cell.ts';
import { RowViewer } from './row-viewer.tsx';

const newestComparisons = 500;

/** What is looked for in the list of pairs; lasts as long as the page. */
const useListSearch = create<{ words: string }>()(() => ({ words: '' }));

/** Pictures of the same seed by different models: the list of pairs on the left, the chosen one beside it. */
export function CompareRoom() {
  const { t } = useTranslation();
  const { id } = useParams<{ id?: string }>();
  const [search] = useSearchParams();
  const seed = search.get('seed');
  const list = useQuery(
    studioQuery.comparisons.list.queryOptions({ input: { limit: newestComparisons } }),
  );
  const listed = list.data?.some((comparison) => comparison.id === id) ?? false;
  const linked = useQuery({
    ...studioQuery.comparisons.get.queryOptions({ input: { id: id ?? '' } }),
    enabled: id !== undefined && list.isSuccess && !listed,
  });
  const { words } = useListSearch();
  const printing = usePrintingComparisons();
  const rows = useRows(list.data, listed ? undefined : linked.data, printing);

  if (list.isError) return <RetryNotice error={list.error} onRetry={() => void list.refetch()} />;
  if (!list.data) return <AwayNotice />;
  if (rows.length === 0 && !linked.isError) return <NoPairs />;
  const found = findRows(rows, words);
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
      ) : linked.isFetching ? null : (
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

function useRows(
  listed: readonly Comparison[] | undefined,
  linked: Comparison | undefined,
  printing: ReadonlySet<string>,
) {
  const names = [...printing].join(' ');
  return useMemo(() => {
    const comparisons = [...(listed ?? []), ...(linked ? [linked] : [])];
    const open = new Set(names.split(' '));
    return rowsOf(comparisons, (id) => open.has(id));
  }, [listed, linked, names]);
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
