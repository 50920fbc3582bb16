import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { pictureUrl } from '../api/picture-url.ts';
import { useElementSize } from '../ui/use-element-size.ts';
import { useViewport } from '../ui/use-viewport.ts';
import { arrangePanes, paneGap } from './arrange-panes.ts';
import { useCompareView } from './compare-view.ts';
import { neighbourOf, pairOf } from './comparison-rows.ts';
import type { SeedRow } from './comparison-rows.ts';
import { DetailsPanel } from './details-panel.tsx';
import { LayeredStage } from './layered-stage.tsx';
import { PairCaption } from './pair-caption.tsx';
import { SideStage } from './side-stage.tsx';
import { useBlink } from './use-blink.ts';
import { useDetailsOpen } from './use-details-open.ts';
import { useViewerKeys } from './use-viewer-keys.ts';
import { ViewerToolbar } from './viewer-toolbar.tsx';

interface ViewerProps {
  row: SeedRow;
  rows: readonly SeedRow[];
  /** Moves to another row, so many further down the list. */
  onMove(by: number): void;
}

/** The selected pair, as large as can be, in one of four ways of looking. */
export function Viewer({ row, rows, onMove }: ViewerProps) {
  const { t } = useTranslation();
  const { mode, interval, pair: chosen } = useCompareView();
  const [measure, space] = useElementSize();
  const [position, setPosition] = useState(0.5);
  const [detailsOpen, setDetailsOpen] = useDetailsOpen();
  const blink = useBlink(mode === 'blink', interval);
  const { arms, settings } = row.comparison;
  const pair = pairOf(
    arms.map((arm) => arm.kind),
    chosen,
  );
  const room = space ? { width: space.width, height: space.height } : { width: 0, height: 0 };
  const arrangement = arrangePanes(mode === 'side' ? arms.length : 1, room, settings);
  const viewport = useViewport(space ? arrangement.pane : null, settings);
  useViewerKeys({
    viewport,
    move: onMove,
    flip: mode === 'blink' ? blink.flip : null,
    toggleDetails: () => setDetailsOpen(!detailsOpen),
  });
  usePreloaded(rows, row);
  return (
    <>
      <section aria-label={t('compare.viewer')} className="flex min-w-0 grow flex-col">
        <ViewerToolbar
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
            {!viewport ? null : mode === 'side' ? (
              <SideStage row={row} arrangement={arrangement} viewport={viewport} />
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
                />
                <PairCaption arms={arms} pair={pair} />
              </>
            )}
          </div>
        </div>
      </section>
      {detailsOpen ? <DetailsPanel row={row} /> : null}
    </>
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
