import { useTranslation } from 'react-i18next';
import type { Grid } from '../../electron/api/contract/grids.ts';
import type { useGridRuns } from '../state/grid-runs.ts';
import { goTo } from '../state/location.ts';
import { Button } from '../ui/button.tsx';
import { HeldNotice } from '../ui/held-notice.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';

interface PrintingGridProps {
  following: NonNullable<ReturnType<typeof useGridRuns.getState>['following']>;
  grids: readonly Grid[];
  /** Id of the grid that is shown. */
  shown: string | null;
}

/** Above the table while a grid prints: which one, where another is shown, and why it does not go on. */
export function PrintingGrid({ following, grids, shown }: PrintingGridProps) {
  const { t } = useTranslation();
  const { id, pictures } = following;
  const grid = id === shown ? undefined : grids.find((one) => one.id === id);
  const there = pictures.filter((picture) => picture !== null).length;
  const name = grid && t('grids.printing', { name: grid.request.name || grid.request.arm.prompt });
  return (
    <div className="shrink-0 border-line px-4 has-[>:not(:empty)]:border-b has-[>:not(:empty)]:pb-3">
      {grid ? (
        <div className="flex items-center gap-3 pt-3 text-sm">
          <span className="min-w-0 truncate" title={name}>
            {name}
          </span>
          <ProgressBar label={name ?? ''} value={there / pictures.length} className="w-28" />
          <span className="figures text-quiet">
            {there} / {pictures.length}
          </span>
          <Button
            size="small"
            className="ml-auto shrink-0"
            onClick={() => goTo(`/compare/grids?grid=${grid.id}`, { replace: true })}
          >
            {t('grids.show')}
          </Button>
        </div>
      ) : null}
      <HeldNotice />
    </div>
  );
}
