import { pictureUrl } from '../api/picture-url.ts';
import { drawMask, type MaskHistory } from './mask-strokes.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** A canvas of the picture's size with white to draw in. */
function createMaskCanvas({ width, height }: Size): {
  canvas: HTMLCanvasElement;
  context: CanvasRenderingContext2D;
} {
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('This browser draws no canvas.');
  context.fillStyle = '#fff';
  context.strokeStyle = '#fff';
  return { canvas, context };
}

/**
 * The mask as a file, white on black, its edges softened over so many pixels; null where nothing is masked.
 * @param before an earlier mask, white where opaque, that the acts go on from
 */
export async function encodeMask(
  history: MaskHistory,
  size: Size,
  softness: number,
  before?: CanvasImageSource,
): Promise<Blob | null> {
  const { canvas, context } = createMaskCanvas(size);
  drawMask(context, history, size, before);
  if (isClear(context, size)) return null;
  const soft = createMaskCanvas(size);
  soft.context.fillStyle = '#000';
  soft.context.fillRect(0, 0, size.width, size.height);
  soft.context.filter = softness > 0 ? `blur(${softness / 2}px)` : 'none';
  soft.context.drawImage(canvas, 0, 0);
  return await new Promise((resolve, reject) => {
    soft.canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('The mask could not be encoded.'))),
      'image/png',
    );
  });
}

/** A kept mask as something to draw on: its whiteness becomes opacity. */
export async function openMask(maskId: string, size: Size): Promise<HTMLCanvasElement> {
  const image = new Image();
  image.crossOrigin = 'anonymous';
  image.src = pictureUrl(maskId, 'full');
  await image.decode();
  const { canvas, context } = createMaskCanvas(size);
  context.drawImage(image, 0, 0, size.width, size.height);
  const pixels = context.getImageData(0, 0, size.width, size.height);
  for (let at = 0; at < pixels.data.length; at += 4) {
    pixels.data[at + 3] = pixels.data[at] ?? 0;
    pixels.data.fill(255, at, at + 3);
  }
  context.putImageData(pixels, 0, 0);
  return canvas;
}

function isClear(context: CanvasRenderingContext2D, { width, height }: Size): boolean {
  const { data } = context.getImageData(0, 0, width, height);
  for (let at = 3; at < data.length; at += 4) if (data[at] !== 0) return false;
  return true;
}
