import { useTranslation } from 'react-i18next';
import { nameOfGrid, stopGrid } from '../state/grid-runs.ts';
import type { OpenGrid } from '../state/grid-runs.ts';
import { goTo } from '../state/location.ts';
import { Button } from '../ui/button.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { HeldNotice } from '../ui/held-notice.tsx';
import { orReport } from '../ui/or-report.ts';
import { ProgressBar } from '../ui/progress-bar.tsx';

interface PrintingGridProps {
  open: readonly OpenGrid[];
  /** Id of the grid that is shown. */
  shown: string | null;
}

/** Above the table while grids print: which ones, where another is shown, and why one does not go on. */
export function PrintingGrid({ open, shown }: PrintingGridProps) {
  const { t } = useTranslation();
  const here = open.find(({ grid }) => grid.id === shown);
  const others = open.filter(({ grid, error }) => grid.id !== shown && !error);
  return (
    <div className="shrink-0 border-line px-4 has-[>:not(:empty)]:border-b has-[>:not(:empty)]:pb-3">
      {others.map((other) => (
        <OtherGrid key={other.grid.id} open={other} />
      ))}
      {here && !here.error && !here.begun ? (
        <p className="pt-3 text-sm text-quiet">{t('queue.waitsForTurn')}</p>
      ) : null}
      {here?.error ? (
        <ErrorNotice
          error={here.error}
          compact
          className="-mx-3"
          actions={
            <Button size="small" onClick={() => orReport(stopGrid(here.grid.id), t)}>
              {t('queue.leaveIt')}
            </Button>
          }
        />
      ) : null}
      {open.some(({ error }) => !error) ? <HeldNotice /> : null}
    </div>
  );
}

function OtherGrid({ open: { grid, begun } }: { open: OpenGrid }) {
  const { t } = useTranslation();
  const { id, pictures } = grid;
  const there = pictures.filter((picture) => picture !== null).length;
  const name = t(begun ? 'grids.printing' : 'grids.waiting', { name: nameOfGrid(grid) });
  return (
    <div className="flex items-center gap-3 pt-3 text-sm">
      <span className="min-w-0 truncate" title={name}>
        {name}
      </span>
      <ProgressBar label={name} value={there / pictures.length} className="w-28" />
      <span className="figures text-quiet">
        {there} / {pictures.length}
      </span>
      <Button
        size="small"
        className="ml-auto shrink-0"
        onClick={() => goTo(`/compare/grids?grid=${id}`, { replace: true })}
      >
        {t('grids.show')}
      </Button>
    </div>
  );
}
