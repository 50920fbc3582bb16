import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { pictureUrl } from '../api/picture-url.ts';
import { useElementSize } from '../ui/use-element-size.ts';
import { useViewport } from '../ui/use-viewport.ts';
import { arrangePanes, paneGap } from './arrange-panes.ts';
import { armKeys } from './arm-names.ts';
import { shownMode, useCompareView } from './compare-view.ts';
import type { CompareMode } from './compare-view.ts';
import { neighbourOf, pairOf } from './comparison-rows.ts';
import type { SeedRow } from './comparison-rows.ts';
import { DetailsPanel } from './details-panel.tsx';
import { HeatLegend } from './heat-legend.tsx';
import { LayeredStage } from './layered-stage.tsx';
import { PairCaption } from './pair-caption.tsx';
import { SideStage } from './side-stage.tsx';
import { StepScrubber } from './step-scrubber.tsx';
import { useBlink } from './use-blink.ts';
import { useDetailsOpen } from './use-details-open.ts';
import { differenceOf, useDifferences } from './use-differences.ts';
import { useSteps } from './use-steps.ts';
import { useViewerKeys } from './use-viewer-keys.ts';
import { ViewerToolbar } from './viewer-toolbar.tsx';

interface ViewerProps {
  row: SeedRow;
  rows: readonly SeedRow[];
  /** Moves to another row, so many further down the list. */
  onMove(by: number): void;
}

/** The selected pair, as large as can be, in one of seven ways of looking. */
export function Viewer({ row, rows, onMove }: ViewerProps) {
  const { t } = useTranslation();
  const { mode: chosenMode, interval, gain, pair: chosen } = useCompareView();
  const [measure, space] = useElementSize();
  const [position, setPosition] = useState(0.5);
  const [detailsOpen, setDetailsOpen] = useDetailsOpen();
  const { arms, settings } = row.comparison;
  const mode = shownMode(chosenMode, arms.length);
  const blink = useBlink(mode === 'blink', interval);
  const steps = useSteps(row);
  const pair = pairOf(armKeys(arms.map(({ kind }) => kind)), chosen);
  const shown = mode === 'all' ? arms.map((_, index) => index) : pair;
  const difference = differenceOf(useDifferences(row), pair);
  const room = space ? { width: space.width, height: space.height } : { width: 0, height: 0 };
  const arrangement = arrangePanes(isPanes(mode) ? shown.length : 1, room, settings);
  const viewport = useViewport(space ? arrangement.pane : null, settings);
  useViewerKeys({
    viewport,
    move: onMove,
    flip: mode === 'blink' ? blink.flip : null,
    toggleDetails: () => setDetailsOpen(!detailsOpen),
    step: (by) => steps.go(steps.at + by),
  });
  usePreloaded(rows, row);
  return (
    <>
      <section aria-label={t('compare.viewer')} className="flex min-w-0 grow flex-col">
        <ViewerToolbar
          mode={mode}
          viewport={viewport}
          blink={blink}
          detailsOpen={detailsOpen}
          onDetailsOpenChange={setDetailsOpen}
        />
        <div
          className="min-h-0 grow overflow-hidden"
          style={{ padding: paneGap, paddingBottom: 0 }}
        >
          <div ref={measure} className="h-full overflow-hidden">
            {!viewport ? null : isPanes(mode) ? (
              <SideStage
                row={row}
                shown={shown}
                arrangement={arrangement}
                viewport={viewport}
                step={steps.shown}
              />
            ) : (
              <>
                <LayeredStage
                  mode={mode}
                  row={row}
                  pair={pair}
                  size={arrangement.pane}
                  viewport={viewport}
                  blink={blink}
                  position={position}
                  onPositionChange={setPosition}
                  step={steps.shown}
                />
                <PairCaption comparison={row.comparison} pair={pair}>
                  {mode === 'difference' ? <HeatLegend gain={gain} /> : null}
                </PairCaption>
              </>
            )}
          </div>
        </div>
        <StepScrubber steps={steps} parting={difference?.parting ?? null} />
      </section>
      {detailsOpen ? <DetailsPanel row={row} /> : null}
    </>
  );
}

function isPanes(mode: CompareMode): mode is 'side' | 'all' {
  return mode === 'side' || mode === 'all';
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
