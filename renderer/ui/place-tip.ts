export type Side = 'top' | 'right' | 'bottom' | 'left';

interface Size {
  readonly width: number;
  readonly height: number;
}

interface Box extends Size {
  readonly left: number;
  readonly top: number;
}

/** Between the tip and what it belongs to, and between it and the window's edge; CSS pixels, as everything here. */
const gap = 6;
const edge = 8;

const opposite: Record<Side, Side> = { top: 'bottom', bottom: 'top', left: 'right', right: 'left' };

/** Where a tip of this size lies beside its anchor: on the side asked for, or across where there is no room, in the window. */
export function placeTip(
  anchor: Box,
  size: Size,
  side: Side,
  view: Size,
): { left: number; top: number } {
  const asked = beside(anchor, size, side);
  const across = beside(anchor, size, opposite[side]);
  const place = !fits(asked, size, side, view) && fits(across, size, side, view) ? across : asked;
  return {
    left: clamp(place.left, view.width - size.width - edge),
    top: clamp(place.top, view.height - size.height - edge),
  };
}

function beside({ left, top, width, height }: Box, size: Size, side: Side) {
  const middle = { left: left + (width - size.width) / 2, top: top + (height - size.height) / 2 };
  switch (side) {
    case 'top':
      return { ...middle, top: top - size.height - gap };
    case 'bottom':
      return { ...middle, top: top + height + gap };
    case 'left':
      return { ...middle, left: left - size.width - gap };
    case 'right':
      return { ...middle, left: left + width + gap };
  }
}

/** Along the axis of the side; along the other one it is pushed into the window. */
function fits(place: { left: number; top: number }, size: Size, side: Side, view: Size): boolean {
  return side === 'top' || side === 'bottom'
    ? place.top >= edge && place.top + size.height <= view.height - edge
    : place.left >= edge && place.left + size.width <= view.width - edge;
}

function clamp(value: number, most: number): number {
  return Math.round(Math.max(edge, Math.min(value, most)));
}
