import { resizeNearest } from '../pictures/resize-nearest.ts';
import type { Raster } from '../pictures/resize.ts';
import { pixelsPerLatent, type LatentSize } from './latent-size.ts';

/** From this byte on a mask's pixel is painted anew where it must be one or the other: `VaeImageProcessor.binarize`. */
const half = 128;

/**
 * The mask as current pipelines have it on the latents: cut at half, then the first of every 8 × 8 pixels, as
 * `torch.nn.functional.interpolate` takes it.
 *
 * @param mask of the picture's size.
 * @returns `[height, width]` of 0 and 1.
 */
export function binaryLatentMask(mask: Raster, { height, width }: LatentSize): Float32Array {
  return Float32Array.from({ length: height * width }, (_, k) => {
    const [y, x] = [Math.floor(k / width), k % width];
    return isMasked(mask, pixelsPerLatent * (y * mask.width + x)) ? 1 : 0;
  });
}

/**
 * The mask as the legacy pipeline has it: straight from its own size to that of the latents by Pillow's nearest pixel,
 * the middle one, and grey stays grey.
 *
 * @returns `[height, width]`, 0 … 1.
 */
export function softLatentMask(mask: Raster, size: LatentSize): Float32Array {
  return Float32Array.from(resizeNearest(mask, size).data, (byte) => byte / 255);
}

/** The picture without what will be painted anew: 0, a middle grey, there. `planes` are `[3, height, width]`. */
export function hideMasked(planes: Float32Array, mask: Raster): Float32Array {
  const pixels = mask.data.length;
  return planes.map((value, k) => (isMasked(mask, k % pixels) ? 0 : value));
}

function isMasked({ data }: Raster, pixel: number): boolean {
  return data[pixel]! >= half;
}
