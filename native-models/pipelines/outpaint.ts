import type { Raster } from '../pictures/resize.ts';
import type { RgbImage } from '../pictures/rgb-image.ts';
import { inpaint } from './inpaint.ts';
import type {
  ImageToImageModel,
  InpaintRequest,
  PictureEvent,
  PipelineOptions,
} from './picture-request.ts';
import { PipelineError } from './pipeline-error.ts';
import { requireBytes } from './prepare-image.ts';

/** Pixels added at each side of a picture, 0 where left out. */
export interface Margins {
  readonly left?: number;
  readonly right?: number;
  readonly top?: number;
  readonly bottom?: number;
}

export interface OutpaintRequest extends Omit<
  InpaintRequest,
  'mask' | 'width' | 'height' | 'fit' | 'keepOriginal'
> {
  readonly margins: Margins;
  /** Pixels over which the original fades into what is painted, measured inwards from its edge. Default 32. */
  readonly feather?: number;
}

/**
 * Paints on beyond the edges of a picture: the canvas is extended, then the new part and a soft strip of the old one are
 * inpainted, and the original is laid over the result.
 *
 * @throws as inpaint; PipelineError `invalid-size` where the extended picture is no multiple of 8
 */
export async function* outpaint(
  model: ImageToImageModel,
  { image, margins, feather, ...request }: OutpaintRequest,
  options: PipelineOptions = {},
): AsyncGenerator<PictureEvent, void, undefined> {
  const canvas = extendCanvas(image, margins, feather);
  const { width, height } = canvas.mask;
  yield* inpaint(model, { ...request, ...canvas, width, height, keepOriginal: true }, options);
}

/**
 * A larger picture with the mask of what is new in it. New pixels repeat the nearest one of the picture; the mask is
 * white there and fades to black over `feather` pixels inside the old edge.
 *
 * @throws PipelineError `invalid-request` where a number of pixels is negative or no whole number
 */
export function extendCanvas(
  image: RgbImage,
  { left = 0, right = 0, top = 0, bottom = 0 }: Margins,
  feather = 32,
): { image: RgbImage; mask: Raster } {
  requireBytes('The picture', { ...image, data: image.rgb }, 3);
  for (const pixels of [left, right, top, bottom, feather]) {
    if (Number.isInteger(pixels) && pixels >= 0) continue;
    throw new PipelineError(
      'invalid-request',
      `A canvas cannot be extended or feathered by ${pixels} pixels. Nothing was drawn.`,
    );
  }
  const [width, height] = [left + image.width + right, top + image.height + bottom];
  const rgb = new Uint8Array(3 * width * height);
  const mask = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const oldY = clamp(y - top, image.height);
    for (let x = 0; x < width; x++) {
      const oldX = clamp(x - left, image.width);
      const [from, to] = [3 * (oldY * image.width + oldX), y * width + x];
      rgb.set(image.rgb.subarray(from, from + 3), 3 * to);
      // Pixels to the nearest edge that the canvas grows at.
      const inside = Math.min(
        left > 0 ? x - left : Infinity,
        right > 0 ? left + image.width - 1 - x : Infinity,
        top > 0 ? y - top : Infinity,
        bottom > 0 ? top + image.height - 1 - y : Infinity,
      );
      mask[to] = inside < 0 ? 255 : fadeAt(inside, feather);
    }
  }
  return { image: { width, height, rgb }, mask: { width, height, data: mask } };
}

/** From white at the edge to black `feather` pixels further in. */
function fadeAt(inside: number, feather: number): number {
  return Math.round(255 * Math.max(0, 1 - (inside + 1) / (feather + 1)));
}

function clamp(place: number, length: number): number {
  return Math.min(Math.max(place, 0), length - 1);
}
