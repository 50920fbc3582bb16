/** A place on the picture, in its pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** What was done to a mask, one act after the other. */
export type MaskAct =
  | {
      readonly kind: 'stroke';
      /** At least one. */
      readonly points: readonly Point[];
      /** Pixels. */
      readonly radius: number;
      readonly erases: boolean;
    }
  | { readonly kind: 'clear' }
  | { readonly kind: 'invert' };

/** All acts, of which the first `done` count: those behind were taken back and can be done again. */
export interface MaskHistory {
  readonly acts: readonly MaskAct[];
  readonly done: number;
}

export const noActs: MaskHistory = { acts: [], done: 0 };

/** Adds an act; what was taken back is forgotten then. */
export function act({ acts, done }: MaskHistory, next: MaskAct): MaskHistory {
  return { acts: [...acts.slice(0, done), next], done: done + 1 };
}

export function undo(history: MaskHistory): MaskHistory {
  return { ...history, done: Math.max(0, history.done - 1) };
}

export function redo(history: MaskHistory): MaskHistory {
  return { ...history, done: Math.min(history.acts.length, history.done + 1) };
}

/** What a mask is drawn on: a 2d context fits. */
export type MaskCanvas = Pick<
  CanvasRenderingContext2D,
  | 'beginPath'
  | 'clearRect'
  | 'drawImage'
  | 'fillRect'
  | 'globalCompositeOperation'
  | 'lineCap'
  | 'lineJoin'
  | 'lineTo'
  | 'lineWidth'
  | 'moveTo'
  | 'stroke'
>;

/** Draws the mask's acts in the context's own colours: opaque where the picture is painted anew, clear elsewhere. */
export function drawMask(
  context: MaskCanvas,
  { acts, done }: MaskHistory,
  { width, height }: { readonly width: number; readonly height: number },
  before?: CanvasImageSource,
): void {
  context.globalCompositeOperation = 'source-over';
  context.clearRect(0, 0, width, height);
  if (before) context.drawImage(before, 0, 0, width, height);
  context.lineCap = 'round';
  context.lineJoin = 'round';
  for (const step of acts.slice(0, done)) {
    if (step.kind === 'clear') context.clearRect(0, 0, width, height);
    else if (step.kind === 'invert') {
      // What was opaque becomes clear, and the rest is filled.
      context.globalCompositeOperation = 'source-out';
      context.fillRect(0, 0, width, height);
    } else {
      context.globalCompositeOperation = step.erases ? 'destination-out' : 'source-over';
      context.lineWidth = 2 * step.radius;
      const [first, ...rest] = step.points;
      if (first === undefined) continue;
      context.beginPath();
      context.moveTo(first.x, first.y);
      // A line to its own beginning is a dot.
      for (const point of rest.length > 0 ? rest : [first]) context.lineTo(point.x, point.y);
      context.stroke();
    }
  }
}
