import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { pictureUrl } from '../api/picture-url.ts';
import { nameSeed } from '../ui/seed-name.ts';
import { figureNote } from '../ui/setting-facts.ts';
import { neighbourOf } from './comparison-rows.ts';
import type { SeedRow } from './comparison-rows.ts';
import { DetailsPanel } from './details-panel.tsx';
import { useDifferences } from './use-differences.ts';
import { useSteps } from './use-steps.ts';
import { viewRow } from './viewed.ts';
import { Viewer } from './viewer.tsx';

interface RowViewerProps {
  row: SeedRow;
  rows: readonly SeedRow[];
  /** Moves to another row, so many further down the list. */
  onMove(by: number): void;
}

/** The selected row of a comparison, with its steps on the way and what made its pictures. */
export function RowViewer({ row, rows, onMove }: RowViewerProps) {
  const { t } = useTranslation();
  const viewed = viewRow(row, t);
  const steps = useSteps(row);
  const differences = useDifferences(row);
  usePreloaded(rows, row);
  return (
    <Viewer
      {...{ viewed, steps, differences, onMove }}
      note={figureNote(
        row.comparison.settings,
        nameSeed(row.seed, row.comparison.settings.variation, row.index),
        new Set(),
        t,
      )}
      details={<DetailsPanel row={row} panes={viewed.panes} />}
    />
  );
}

/** Fetches the pictures of the rows above and below, so that stepping through them shows them at once. */
function usePreloaded(rows: readonly SeedRow[], row: SeedRow): void {
  const near = [neighbourOf(rows, row, -1), neighbourOf(rows, row, 1)];
  const ids = near.flatMap((other) => other?.pictureIds ?? []).filter((id) => id !== null);
  const joined = [...new Set(ids)].join(' ');
  useEffect(() => {
    for (const id of joined.split(' ')) {
      if (id !== '') new Image().src = pictureUrl(id, 'full');
    }
  }, [joined]);
}
