/**
 * Where a picture lies on its stage. All panes and layers of a comparison are placed by one call of `placePicture` with
 * one view, so equal pictures cover each other pixel for pixel in every mode.
 *
 * **What 100 % means.** One picture pixel is a whole number of device pixels: `round(devicePixelRatio)`, at least 1. On
 * an ordinary screen that is one device pixel, on a doubled one 2 × 2, so 100 % looks equally large on both and no
 * picture pixel is ever split. From 100 % up, a zoom that somebody chose is a whole multiple (100 %, 200 %, 300 % …) and
 * drawn as crisp squares, all of one size. Under 100 %, and in `fit`, which takes whatever zoom fills the stage, the
 * picture is smoothed: a small picture enlarged to fill the stage is looked at, not measured.
 */
export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * `fit`, or a chosen zoom (1 = 100 %) with the point of the picture (0 … 1 on both axes) that lies in the middle of the
 * stage. `zoom` is kept unrounded, so that many small turns of a wheel add up; `shownZoom` says what is drawn.
 */
export type View = 'fit' | { readonly zoom: number; readonly u: number; readonly v: number };

/** What a view is drawn in: stage in CSS pixels, picture in its own pixels. */
export interface ViewFrame {
  readonly stage: Size;
  readonly picture: Size;
  readonly pixelRatio: number;
}

/** Place of the picture in CSS pixels from the stage's top left corner, on whole device pixels. */
export interface Placement {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** 1 = 100 %. */
  readonly zoom: number;
  /** Whether picture pixels are drawn as squares. */
  readonly crisp: boolean;
}

export const largestZoom = 64;
/** Paper left around a fitted picture, in CSS pixels. */
const fitMargin = 6;
/** Zooms of the keys + and −. */
const zoomSteps = [0.125, 0.25, 0.5, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64];

/** Device pixels per picture pixel at 100 %. */
export function devicePixelsAtActual(pixelRatio: number): number {
  return Math.max(1, Math.round(pixelRatio));
}

/** The zoom that shows the whole picture as large as the stage allows. */
export function fitZoom({ stage, picture, pixelRatio }: ViewFrame): number {
  const scale = Math.min(
    Math.max(1, stage.width - 2 * fitMargin) / picture.width,
    Math.max(1, stage.height - 2 * fitMargin) / picture.height,
  );
  return (scale * pixelRatio) / devicePixelsAtActual(pixelRatio);
}

/** The zoom that is drawn: whole multiples from 100 % up, except where the picture fits the stage. */
export function shownZoom(view: View, frame: ViewFrame): number {
  if (view === 'fit') return fitZoom(frame);
  return view.zoom < 1 ? view.zoom : Math.round(view.zoom);
}

export function placePicture(view: View, frame: ViewFrame): Placement {
  const { stage, picture, pixelRatio } = frame;
  const zoom = shownZoom(view, frame);
  const scale = cssScale(zoom, pixelRatio);
  const onDevice = (length: number) => Math.round(length * pixelRatio) / pixelRatio;
  const width = onDevice(picture.width * scale);
  const height = onDevice(picture.height * scale);
  const { u, v } = view === 'fit' ? { u: 0.5, v: 0.5 } : keepOnStage(view, frame);
  return {
    left: onDevice(stage.width / 2 - u * width),
    top: onDevice(stage.height / 2 - v * height),
    width,
    height,
    zoom,
    crisp: view !== 'fit' && zoom >= 1,
  };
}

/** Zooms by a factor; the picture point under `pointer` (CSS pixels on the stage) stays under it. */
export function zoomAt(view: View, factor: number, pointer: Point, frame: ViewFrame): View {
  const wanted = (view === 'fit' ? fitZoom(frame) : view.zoom) * factor;
  return zoomTo(view, wanted, pointer, frame);
}

/** Sets the zoom; the picture point under `pointer` stays under it. */
export function zoomTo(view: View, zoom: number, pointer: Point, frame: ViewFrame): View {
  const { stage, picture, pixelRatio } = frame;
  const kept = Math.min(largestZoom, Math.max(smallestZoom(frame), zoom));
  const before = placePicture(view, frame);
  const u = (pointer.x - before.left) / before.width;
  const v = (pointer.y - before.top) / before.height;
  const scale = cssScale(shownZoom({ zoom: kept, u, v }, frame), pixelRatio);
  return settle(
    {
      zoom: kept,
      u: u + (stage.width / 2 - pointer.x) / (picture.width * scale),
      v: v + (stage.height / 2 - pointer.y) / (picture.height * scale),
    },
    frame,
  );
}

/** The next zoom of the keys + and −, about the middle of the stage. */
export function zoomByStep(view: View, direction: 1 | -1, frame: ViewFrame): View {
  const now = shownZoom(view, frame);
  const next =
    direction > 0
      ? zoomSteps.find((zoom) => zoom > now * 1.001)
      : zoomSteps.findLast((zoom) => zoom < now * 0.999);
  return next === undefined ? view : zoomTo(view, next, middle(frame.stage), frame);
}

/**
 * 100 %. From 100 % of a picture smaller than the stage: the largest whole multiple that fits, because one device pixel
 * per picture pixel shows little of a picture of 128 pixels; then 100 % again.
 */
export function showActualPixels(view: View, frame: ViewFrame): View {
  const largest = Math.floor(fitZoom(frame));
  const isActual = view !== 'fit' && shownZoom(view, frame) === 1;
  const zoom = isActual && largest > 1 ? largest : 1;
  return zoomTo(view, zoom, middle(frame.stage), frame);
}

/** Moves the picture by so many CSS pixels; it never leaves the stage. */
export function panBy(view: View, by: Point, frame: ViewFrame): View {
  if (view === 'fit') return view;
  const { picture, pixelRatio } = frame;
  const scale = cssScale(shownZoom(view, frame), pixelRatio);
  return settle(
    {
      zoom: view.zoom,
      u: view.u - by.x / (picture.width * scale),
      v: view.v - by.y / (picture.height * scale),
    },
    frame,
  );
}

/** Whether some of the picture lies outside of the stage, so that there is something to pan to. */
export function canPan(view: View, frame: ViewFrame): boolean {
  const { width, height } = placePicture(view, frame);
  return width > frame.stage.width || height > frame.stage.height;
}

/** The part of the stage that the picture covers, in CSS pixels. */
export function visiblePart(placement: Placement, stage: Size) {
  const left = Math.max(0, placement.left);
  const top = Math.max(0, placement.top);
  return {
    left,
    top,
    width: Math.max(0, Math.min(stage.width, placement.left + placement.width) - left),
    height: Math.max(0, Math.min(stage.height, placement.top + placement.height) - top),
  };
}

function cssScale(zoom: number, pixelRatio: number): number {
  return (zoom * devicePixelsAtActual(pixelRatio)) / pixelRatio;
}

function smallestZoom(frame: ViewFrame): number {
  return Math.min(1, fitZoom(frame));
}

function settle(view: Exclude<View, 'fit'>, frame: ViewFrame): View {
  return { zoom: view.zoom, ...keepOnStage(view, frame) };
}

/** On an axis where the picture is smaller than the stage it lies in the middle; else its edges never come inside. */
function keepOnStage(view: Exclude<View, 'fit'>, frame: ViewFrame): { u: number; v: number } {
  const { stage, picture, pixelRatio } = frame;
  const scale = cssScale(shownZoom(view, frame), pixelRatio);
  const keep = (at: number, stageSide: number, pictureSide: number) => {
    const half = stageSide / 2 / (pictureSide * scale);
    return half >= 0.5 ? 0.5 : Math.min(1 - half, Math.max(half, at));
  };
  return {
    u: keep(view.u, stage.width, picture.width),
    v: keep(view.v, stage.height, picture.height),
  };
}

function middle(stage: Size): Point {
  return { x: stage.width / 2, y: stage.height / 2 };
}
