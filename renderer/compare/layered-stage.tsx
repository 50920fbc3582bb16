import type { CSSProperties, PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { ArmKind } from '../../electron/api/contract/arm.ts';
import { ArmBadge } from '../ui/arm-badge.tsx';
import { classNames } from '../ui/class-names.ts';
import type { Viewport } from '../ui/use-viewport.ts';
import { visiblePart } from '../ui/viewport.ts';
import type { Size } from '../ui/viewport.ts';
import { ArmPicture } from './arm-picture.tsx';
import { useCompareView } from './compare-view.ts';
import type { SeedRow } from './comparison-rows.ts';
import { PictureStage } from './picture-stage.tsx';
import { SlideDivider } from './slide-divider.tsx';
import type { Blink } from './use-blink.ts';

interface LayeredStageProps {
  mode: 'slide' | 'overlay' | 'blink';
  row: SeedRow;
  /** Places of the lower and the upper arm. */
  pair: readonly [number, number];
  size: Size;
  viewport: Viewport;
  blink: Blink;
  /** Of the divider, 0 … 1 of the visible picture. */
  position: number;
  onPositionChange(position: number): void;
}

/**
 * Two pictures over each other in one place. The lower one is never cut: at the divider's edge the upper one covers it,
 * so no seam can show where both are equal.
 */
export function LayeredStage(props: LayeredStageProps) {
  const { mode, row, pair, size, viewport, blink, position, onPositionChange } = props;
  const { t } = useTranslation();
  const { divider, opacity } = useCompareView();
  const area = visiblePart(viewport.placement, size);
  const [lower, upper] = pair;
  const lowerKind = row.comparison.arms[lower]?.kind;
  const upperKind = row.comparison.arms[upper]?.kind;
  const upright = divider === 'upright';

  const upperStyle: CSSProperties =
    mode === 'slide'
      ? { clipPath: clipBefore(upright, area, position) }
      : mode === 'overlay'
        ? { opacity }
        : { visibility: blink.second ? 'visible' : 'hidden' };

  /** While there is nothing to pan to, a press anywhere brings the divider there. */
  const bringDivider = (event: PointerEvent<HTMLDivElement>) => {
    if (mode !== 'slide' || viewport.movable || event.buttons !== 1) return;
    const stage = event.currentTarget.getBoundingClientRect();
    const at = upright
      ? (event.clientX - stage.left - area.left) / area.width
      : (event.clientY - stage.top - area.top) / area.height;
    onPositionChange(Math.min(1, Math.max(0, at)));
  };
  return (
    <PictureStage
      label={t('compare.viewer')}
      size={size}
      viewport={viewport}
      onPointerDown={bringDivider}
      onPointerMove={bringDivider}
    >
      <ArmPicture row={row} arm={lower} placement={viewport.placement} />
      <div className="absolute inset-0" style={upperStyle} data-testid="upper">
        <ArmPicture row={row} arm={upper} placement={viewport.placement} />
      </div>
      {mode === 'slide' ? (
        <>
          <SlideDivider
            direction={divider}
            area={area}
            position={position}
            onPositionChange={onPositionChange}
          />
          <Corner arm={lowerKind} place="top-2 left-2" />
          <Corner arm={upperKind} place={upright ? 'top-2 right-2' : 'bottom-2 left-2'} />
        </>
      ) : null}
      {mode === 'blink' ? (
        <Corner arm={blink.second ? upperKind : lowerKind} place="top-2 left-2" />
      ) : null}
    </PictureStage>
  );
}

function Corner({ arm, place }: { arm: ArmKind | undefined; place: string }) {
  if (!arm) return null;
  return (
    <ArmBadge
      arm={arm}
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
