import { useTranslation } from 'react-i18next';
import type { Placement } from '../ui/viewport.ts';

/** In CSS pixels of the stage. */
export interface LensPlace {
  readonly x: number;
  readonly y: number;
}

const keySteps: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
const keyDistance = 8;

interface LensProps {
  place: LensPlace;
  diameter: number;
  onMove(place: LensPlace): void;
}

/** The rim of the lens. It follows the pointer, and the arrow keys while it has the focus. */
export function Lens({ place, diameter, onMove }: LensProps) {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      aria-label={t('compare.lens.move')}
      onKeyDown={(event) => {
        const step = keySteps[event.key];
        if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
        event.preventDefault();
        const distance = keyDistance * (event.shiftKey ? 5 : 1);
        onMove({ x: place.x + step[0] * distance, y: place.y + step[1] * distance });
      }}
      className="pointer-events-none absolute rounded-full shadow-[0_0_0_2px_rgb(255_255_255/0.9),0_0_0_3px_rgb(0_0_0/0.55)]"
      style={{
        width: diameter,
        height: diameter,
        left: place.x - diameter / 2,
        top: place.y - diameter / 2,
      }}
    />
  );
}

/** What lies under the lens, enlarged about its middle. */
export function magnify(placement: Placement, place: LensPlace, by: number): Placement {
  if (by === 1) return placement;
  return {
    left: Math.round(place.x - (place.x - placement.left) * by),
    top: Math.round(place.y - (place.y - placement.top) * by),
    width: placement.width * by,
    height: placement.height * by,
    zoom: placement.zoom * by,
    crisp: true,
  };
}
