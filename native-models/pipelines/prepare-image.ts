import { type Raster, resizeRaster } from '../pictures/resize.ts';
import type { RgbImage } from '../pictures/rgb-image.ts';
import type { ImageFit } from './picture-request.ts';
import { PipelineError } from './pipeline-error.ts';

/** Width and height in pixels. */
export interface PixelSize {
  readonly width: number;
  readonly height: number;
}

/**
 * Brings a picture to a size as diffusers' `VaeImageProcessor` does, with Pillow's Lanczos filter; one that has it
 * already is left as it is.
 *
 * @throws PipelineError `invalid-request` where the bytes do not fit the picture's own size
 */
export function fitImage(
  { width, height, rgb }: RgbImage,
  size: PixelSize,
  fit?: ImageFit,
): RgbImage {
  const fitted = fitRaster('The picture', { width, height, data: rgb }, 3, size, fit);
  return { width: size.width, height: size.height, rgb: fitted.data };
}

/** The same for rasters of any number of channels; `what` is what an error calls it. */
export function fitRaster(
  what: string,
  raster: Raster,
  channels: number,
  { width, height }: PixelSize,
  fit: ImageFit = 'stretch',
): Raster {
  const size = { width, height };
  requireBytes(what, raster, channels);
  if (raster.width === size.width && raster.height === size.height) return raster;
  if (fit === 'stretch') return resizeRaster(raster, channels, size, 'lanczos');
  const covering = coveringSize(raster, size);
  return cutMiddle(resizeRaster(raster, channels, covering, 'lanczos'), channels, size);
}

/** A picture as the VAE takes it: `[3, height, width]`, −1 … 1, in the float32 steps of `VaeImageProcessor`. */
export function toPlanes({ width, height, rgb }: RgbImage): Float32Array {
  const pixels = width * height;
  return Float32Array.from({ length: 3 * pixels }, (_, k) => {
    const byte = rgb[3 * (k % pixels) + Math.floor(k / pixels)]!;
    return 2 * Math.fround(byte / 255) - 1;
  });
}

/** The smallest size of the raster's proportions that covers `size`. */
function coveringSize(raster: PixelSize, size: PixelSize): PixelSize {
  const isWider = size.width / size.height > raster.width / raster.height;
  return {
    width: isWider ? size.width : Math.floor((raster.width * size.height) / raster.height),
    height: isWider ? Math.floor((raster.height * size.width) / raster.width) : size.height,
  };
}

function cutMiddle(raster: Raster, channels: number, { width, height }: PixelSize): Raster {
  const left = Math.floor(raster.width / 2) - Math.floor(width / 2);
  const top = Math.floor(raster.height / 2) - Math.floor(height / 2);
  const data = new Uint8Array(channels * width * height);
  for (let y = 0; y < height; y++) {
    const start = channels * ((top + y) * raster.width + left);
    data.set(raster.data.subarray(start, start + channels * width), channels * width * y);
  }
  return { width, height, data };
}

/** @throws PipelineError `invalid-request` */
export function requireBytes(
  what: string,
  { width, height, data }: Raster,
  channels: number,
): void {
  const isSize = Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0;
  if (isSize && data.length === channels * width * height) return;
  throw new PipelineError(
    'invalid-request',
    `${what} has ${data.length} bytes where ${width} × ${height} pixels of ${channels} need ` +
      `${channels * width * height}. Nothing was drawn.`,
  );
}
