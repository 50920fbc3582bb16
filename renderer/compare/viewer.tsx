import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Difference } from '../../electron/api/contract/comparisons.ts';
import { useElementSize } from '../ui/use-element-size.ts';
import { useViewport } from '../ui/use-viewport.ts';
import { arrangePanes, paneGap } from './arrange-panes.ts';
import { shownMode, useCompareView } from './compare-view.ts';
import type { CompareMode } from './compare-view.ts';
import { pairOf } from './comparison-rows.ts';
import { figureOfPanes } from './figure-of-panes.ts';
import { HeatLegend } from './heat-legend.tsx';
import { LayeredStage } from './layered-stage.tsx';
import { PairCaption } from './pair-caption.tsx';
import { SideStage } from './side-stage.tsx';
import { StepScrubber } from './step-scrubber.tsx';
import { useBlink } from './use-blink.ts';
import { useDetailsOpen } from './use-details-open.ts';
import { differenceOf } from './use-differences.ts';
import type { Steps } from './use-steps.ts';
import { useViewerKeys } from './use-viewer-keys.ts';
import type { Viewed } from './viewed.ts';
import { ViewerToolbar } from './viewer-toolbar.tsx';

interface ViewerProps {
  viewed: Viewed;
  steps: Steps;
  /** Of every two pictures, where they were measured already. */
  differences: readonly Difference[];
  /** Moves to others, so many further down a list; null where there are none. */
  onMove: ((by: number) => void) | null;
  /** What all pictures have in common, for a figure of them. */
  note: string;
  /** At the right, while it is open. */
  details: ReactNode;
}

/** Pictures as large as can be, in one of seven ways of looking. */
export function Viewer({ viewed, steps, differences, onMove, note, details }: ViewerProps) {
  const { t } = useTranslation();
  const { mode: chosenMode, interval, gain, pair: chosen } = useCompareView();
  const [measure, space] = useElementSize();
  const [position, setPosition] = useState(0.5);
  const [detailsOpen, setDetailsOpen] = useDetailsOpen();
  const { panes, frame } = viewed;
  const mode = shownMode(chosenMode, panes.length);
  const blink = useBlink(mode === 'blink', interval);
  const pair = pairOf(
    panes.map(({ key }) => key),
    chosen,
  );
  const shown = mode === 'all' ? panes.map((_, index) => index) : pair;
  const difference = differenceOf(differences, pair);
  const room = space ? { width: space.width, height: space.height } : { width: 0, height: 0 };
  const arrangement = arrangePanes(isPanes(mode) ? shown.length : 1, room, frame);
  const viewport = useViewport(space ? arrangement.pane : null, frame);
  useViewerKeys({
    viewport,
    move: onMove,
    flip: mode === 'blink' ? blink.flip : null,
    toggleDetails: () => setDetailsOpen(!detailsOpen),
    step: (by) => steps.go(steps.at + by),
  });
  return (
    <>
      <section aria-label={t('compare.viewer')} className="flex min-w-0 grow flex-col">
        <ViewerToolbar
          mode={mode}
          viewport={viewport}
          blink={blink}
          figure={() => figureOfPanes(viewed, note, t)}
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
                viewed={viewed}
                shown={shown}
                arrangement={arrangement}
                viewport={viewport}
                step={steps.shown}
              />
            ) : (
              <>
                <LayeredStage
                  mode={mode}
                  viewed={viewed}
                  pair={pair}
                  size={arrangement.pane}
                  viewport={viewport}
                  blink={blink}
                  position={position}
                  onPositionChange={setPosition}
                  step={steps.shown}
                />
                <PairCaption panes={panes} pair={pair}>
                  {mode === 'difference' ? <HeatLegend gain={gain} /> : null}
                </PairCaption>
              </>
            )}
          </div>
        </div>
        <StepScrubber steps={steps} parting={difference?.parting ?? null} />
      </section>
      {detailsOpen ? details : null}
    </>
  );
}

function isPanes(mode: CompareMode): mode is 'side' | 'all' {
  return mode === 'side' || mode === 'all';
}
