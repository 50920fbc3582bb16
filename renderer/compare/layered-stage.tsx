import { useState } from 'react';
import type { CSSProperties, PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { classNames } from '../ui/class-names.ts';
import type { Viewport } from '../ui/use-viewport.ts';
import { visiblePart } from '../ui/viewport.ts';
import type { Size } from '../ui/viewport.ts';
import { useCompareView } from './compare-view.ts';
import { DifferenceFilter, differenceFilter } from './difference-filter.tsx';
import { Lens, magnify } from './lens.tsx';
import type { LensPlace } from './lens.tsx';
import { PaneBadge } from './pane-badge.tsx';
import { PanePicture } from './pane-picture.tsx';
import { PictureStage } from './picture-stage.tsx';
import { SlideDivider } from './slide-divider.tsx';
import type { Blink } from './use-blink.ts';
import type { ShownStep } from './use-steps.ts';
import type { Pane, Viewed } from './viewed.ts';

interface LayeredStageProps {
  mode: 'slide' | 'overlay' | 'blink' | 'difference' | 'lens';
  viewed: Viewed;
  /** Places of the lower and the upper picture. */
  pair: readonly [number, number];
  size: Size;
  viewport: Viewport;
  blink: Blink;
  /** Of the divider, 0 … 1 of the visible picture. */
  position: number;
  onPositionChange(position: number): void;
  step: ShownStep | null;
}

/**
 * Two pictures over each other in one place. The lower one is never cut: at the divider's edge the upper one covers it,
 * so no seam can show where both are equal.
 */
export function LayeredStage(props: LayeredStageProps) {
  const { mode, viewed, pair, size, viewport, blink, position, onPositionChange, step } = props;
  const { t } = useTranslation();
  const { divider, opacity, gain, lens, magnification } = useCompareView();
  const [lensPlace, setLensPlace] = useState<LensPlace | null>(null);
  const area = visiblePart(viewport.placement, size);
  const { panes, frame } = viewed;
  const lower = panes[pair[0]];
  const upper = panes[pair[1]];
  const upright = divider === 'upright';

  const place = lensPlace ?? {
    x: Math.round(area.left + area.width / 2),
    y: Math.round(area.top + area.height / 2),
  };

  const upperStyles: Record<LayeredStageProps['mode'], CSSProperties> = {
    slide: { clipPath: clipBefore(upright, area, position) },
    overlay: { opacity },
    blink: { visibility: blink.second ? 'visible' : 'hidden' },
    difference: { mixBlendMode: 'difference' },
    lens: { clipPath: `circle(${lens / 2}px at ${place.x}px ${place.y}px)` },
  };

  /** While there is nothing to pan to, a press anywhere brings the divider there. */
  const bringDivider = (event: PointerEvent<HTMLDivElement>) => {
    if (mode !== 'slide' || viewport.movable || event.buttons !== 1) return;
    const stage = event.currentTarget.getBoundingClientRect();
    const at = upright
      ? (event.clientX - stage.left - area.left) / area.width
      : (event.clientY - stage.top - area.top) / area.height;
    onPositionChange(Math.min(1, Math.max(0, at)));
  };
  const followPointer = (event: PointerEvent<HTMLDivElement>) => {
    bringDivider(event);
    if (mode !== 'lens') return;
    const stage = event.currentTarget.getBoundingClientRect();
    const at = { x: event.clientX - stage.left, y: event.clientY - stage.top };
    setLensPlace({ x: Math.round(at.x), y: Math.round(at.y) });
  };
  const { placement } = viewport;
  const upperPlacement = mode === 'lens' ? magnify(placement, place, magnification) : placement;
  return (
    <PictureStage
      label={t('compare.viewer')}
      size={size}
      viewport={viewport}
      onPointerDown={bringDivider}
      onPointerMove={followPointer}
    >
      {/* One group for both: a blend sees only what is in it, and its filter only what was blended. */}
      <div
        className="absolute inset-0 isolate"
        style={mode === 'difference' ? { filter: differenceFilter } : {}}
      >
        {lower ? <PanePicture pane={lower} {...{ frame, placement, step }} /> : null}
        <div className="absolute inset-0" style={upperStyles[mode]} data-testid="upper">
          {upper ? (
            <PanePicture pane={upper} {...{ frame, step }} placement={upperPlacement} />
          ) : null}
        </div>
      </div>
      {mode === 'difference' ? <DifferenceFilter gain={gain} /> : null}
      {mode === 'lens' ? (
        <>
          <Lens place={place} diameter={lens} onMove={setLensPlace} />
          <Corner pane={lower} place="top-2 left-2" />
        </>
      ) : null}
      {mode === 'slide' ? (
        <>
          <SlideDivider
            direction={divider}
            area={area}
            position={position}
            onPositionChange={onPositionChange}
          />
          <Corner pane={lower} place="top-2 left-2" />
          <Corner pane={upper} place={upright ? 'top-2 right-2' : 'bottom-2 left-2'} />
        </>
      ) : null}
      {mode === 'blink' ? (
        <Corner pane={blink.second ? upper : lower} place="top-2 left-2" />
      ) : null}
    </PictureStage>
  );
}

function Corner({ pane, place }: { pane: Pane | undefined; place: string }) {
  if (!pane) return null;
  return (
    <PaneBadge
      pane={pane}
      className={classNames(
        'pointer-events-none absolute rounded-sm bg-raised/92 py-0.5 pr-1.5 pl-0.5',
        place,
      )}
    />
  );
}

/** Cuts away what lies before the divider, on whole pixels. */
function clipBefore(
  upright: boolean,
  area: { left: number; top: number; width: number; height: number },
  position: number,
): string {
  return upright
    ? `inset(0 0 0 ${Math.round(area.left + position * area.width)}px)`
    : `inset(${Math.round(area.top + position * area.height)}px 0 0 0)`;
}
