import { type Raster, type ResizeFilter, resizeRaster } from './resize.ts';
import type { RgbImage } from './rgb-image.ts';

export interface ClipPixelOptions {
  /** Side of the square that the network sees. */
  readonly size: number;
  /** Bicubic for OpenAI's CLIP and the safety checker, bilinear for rinna's CLIP and CLOOB. */
  readonly filter: ResizeFilter;
  /**
   * Where the middle lies when an odd number of pixels is to go: transformers' `CLIPFeatureExtractor` gives the smaller half
   * to top and left (`floor`), torchvision's `CenterCrop` the even one (`even`).
   */
  readonly crop: 'floor' | 'even';
}

/** OpenAI's mean and standard deviation of red, green and blue. */
const mean = [0.48145466, 0.4578275, 0.40821073];
const deviation = [0.26862954, 0.26130258, 0.27577711];

/**
 * What CLIP's vision networks take: the shortest edge resized as Pillow does it, the middle cut out, colours standardised.
 *
 * @returns `[images, 3, size, size]`.
 */
export function clipPixels(images: readonly RgbImage[], options: ClipPixelOptions): Float32Array {
  const { size } = options;
  const plane = size * size;
  const pixels = new Float32Array(images.length * 3 * plane);
  for (const [index, image] of images.entries()) {
    const square = resizeAndCrop(image, options);
    for (let at = 0; at < plane; at++) {
      for (let channel = 0; channel < 3; channel++) {
        const value = square.data[3 * at + channel]! / 255;
        pixels[(3 * index + channel) * plane + at] = (value - mean[channel]!) / deviation[channel]!;
      }
    }
  }
  return pixels;
}

/** The square of bytes that the network sees. */
export function resizeAndCrop(
  { width, height, rgb }: RgbImage,
  { size, filter, crop }: ClipPixelOptions,
): Raster {
  const short = Math.min(width, height);
  const resizedTo = (edge: number) => (edge === short ? size : Math.trunc((size * edge) / short));
  const newSize = { width: resizedTo(width), height: resizedTo(height) };
  const resized = resizeRaster({ width, height, data: rgb }, 3, newSize, filter);
  const left = middle(resized.width - size, crop);
  const top = middle(resized.height - size, crop);
  const data = new Uint8Array(3 * size * size);
  for (let y = 0; y < size; y++) {
    const start = 3 * ((top + y) * resized.width + left);
    data.set(resized.data.subarray(start, start + 3 * size), 3 * size * y);
  }
  return { width: size, height: size, data };
}

function middle(surplus: number, crop: ClipPixelOptions['crop']): number {
  const lower = Math.floor(surplus / 2);
  const isOdd = surplus % 2 === 1;
  return crop === 'even' && isOdd && lower % 2 === 1 ? lower + 1 : lower;
}
