import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'wouter';
import { studioQuery } from '../api/studio.ts';
import { useGridRuns } from '../state/grid-runs.ts';
import { CompareFrame } from '../ui/compare-frame.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { GridForm } from './grid-form.tsx';
import { GridList } from './grid-list.tsx';
import { GridTable } from './grid-table.tsx';
import { PrintingGrid } from './printing-grid.tsx';

/** X/Y/Z grids: one arm over any of its parameters. On the left what is asked, beside it the table as it fills. */
export function GridsRoom() {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const grids = useQuery(studioQuery.grids.list.queryOptions());
  const models = useQuery(studioQuery.models.list.queryOptions());
  const open = useGridRuns((state) => state.open);
  // The list is as it was when it was asked for.
  const kept = grids.data ?? [];
  const fresh = open.filter((one) => !kept.some(({ id }) => id === one.grid.id));
  const list = [
    ...fresh.map(({ grid }) => grid),
    ...kept.map((grid) => open.find((one) => one.grid.id === grid.id)?.grid ?? grid),
  ];
  const wanted = search.get('grid') ?? open[0]?.grid.id ?? null;
  const grid = list.find(({ id }) => id === wanted) ?? list[0];
  const failed = grids.error ?? models.error;
  return (
    <CompareFrame title={t('grids.title')} error={failed} onRetry={() => void grids.refetch()}>
      <div className="flex w-72 shrink-0 flex-col gap-5 overflow-y-auto border-r border-line p-4">
        <GridForm models={models.data ?? []} />
        <GridList grids={list} selected={grid?.id ?? null} />
      </div>
      <div className="flex min-w-0 grow flex-col">
        {open.length > 0 ? <PrintingGrid open={open} shown={grid?.id ?? null} /> : null}
        {grid ? (
          <GridTable
            key={grid.id}
            grid={grid}
            models={models.data ?? []}
            live={open.find((one) => one.grid.id === grid.id) ?? null}
          />
        ) : (
          <EmptyState title={t('grids.empty')}>{t('grids.emptyAdvice')}</EmptyState>
        )}
      </div>
    </CompareFrame>
  );
}
