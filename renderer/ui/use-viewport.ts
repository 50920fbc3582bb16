import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { canPan, panBy, placePicture, showActualPixels, zoomAt, zoomByStep } from './viewport.ts';
import type { Placement, Size, View, ViewFrame } from './viewport.ts';

export interface Viewport {
  readonly view: View;
  readonly frame: ViewFrame;
  readonly placement: Placement;
  /** Whether dragging moves the picture now. */
  readonly movable: boolean;
  fit(): void;
  /** 100 %; again: the largest whole multiple that fits. */
  showActual(): void;
  zoomIn(): void;
  zoomOut(): void;
  /** Props of every pane of the stage's size: wheel zooms at the pointer, drag pans, double click fits or shows 100 %. */
  readonly pane: {
    readonly ref: (element: HTMLElement | null) => (() => void) | undefined;
    readonly 'data-movable': boolean;
  };
}

/** How much a turn of the wheel zooms: one notch (100 or 120 units) is about a fifth. */
const zoomPerWheelUnit = 0.0017;
/** Units of a wheel that counts in lines. */
const unitsPerLine = 16;

/** One view for all panes and layers of a stage; null until stage and picture have a size. */
export function useViewport(stage: Size | null, picture: Size | null): Viewport | null {
  const pixelRatio = usePixelRatio();
  const [view, setView] = useState<View>('fit');
  const frame = stage && picture && stage.width > 0 ? { stage, picture, pixelRatio } : null;
  const current = useRef<ViewFrame | null>(frame);
  useEffect(() => {
    current.current = frame;
  });
  const change = useCallback((next: (view: View, frame: ViewFrame) => View) => {
    setView((before) => (current.current ? next(before, current.current) : before));
  }, []);
  const ref = useCallback(
    (element: HTMLElement | null) => (element ? listenOn(element, change) : undefined),
    [change],
  );
  if (!frame) return null;
  const movable = canPan(view, frame);
  return {
    view,
    frame,
    placement: placePicture(view, frame),
    movable,
    fit: () => setView('fit'),
    showActual: () => change(showActualPixels),
    zoomIn: () => change((before, within) => zoomByStep(before, 1, within)),
    zoomOut: () => change((before, within) => zoomByStep(before, -1, within)),
    pane: { ref, 'data-movable': movable },
  };
}

type Change = (next: (view: View, frame: ViewFrame) => View) => void;

function listenOn(element: HTMLElement, change: Change): () => void {
  const listening = new AbortController();
  const { signal } = listening;
  const onWheel = (event: WheelEvent) => {
    event.preventDefault();
    const box = element.getBoundingClientRect();
    const pointer = { x: event.clientX - box.left, y: event.clientY - box.top };
    const units = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? unitsPerLine : 1;
    // A pinch arrives as a wheel with Ctrl and much smaller numbers.
    const strength = event.ctrlKey ? 5 : 1;
    const factor = Math.exp(-event.deltaY * units * strength * zoomPerWheelUnit);
    change((view, frame) => zoomAt(view, factor, pointer, frame));
  };
  let last: { x: number; y: number } | null = null;
  const onDown = (event: PointerEvent) => {
    // A picture that fits has nowhere to go: the press may then be the start of dragging it out of the window.
    if (event.button !== 0 || element.dataset['movable'] !== 'true') return;
    last = { x: event.clientX, y: event.clientY };
    element.setPointerCapture(event.pointerId);
  };
  const onMove = (event: PointerEvent) => {
    if (!last) return;
    const by = { x: event.clientX - last.x, y: event.clientY - last.y };
    last = { x: event.clientX, y: event.clientY };
    change((view, frame) => panBy(view, by, frame));
  };
  const onEnd = () => {
    last = null;
  };
  const onDoubleClick = () => {
    change((view, frame) => (view === 'fit' ? showActualPixels(view, frame) : 'fit'));
  };
  element.addEventListener('wheel', onWheel, { passive: false, signal });
  element.addEventListener('pointerdown', onDown, { signal });
  element.addEventListener('pointermove', onMove, { signal });
  element.addEventListener('pointerup', onEnd, { signal });
  element.addEventListener('pointercancel', onEnd, { signal });
  element.addEventListener('dblclick', onDoubleClick, { signal });
  return () => listening.abort();
}

function usePixelRatio(): number {
  return useSyncExternalStore(
    (onChange) => {
      window.addEventListener('resize', onChange);
      return () => window.removeEventListener('resize', onChange);
    },
    () => window.devicePixelRatio,
  );
}
