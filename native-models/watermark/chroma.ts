import type { RgbImage } from '../pictures/rgb-image.ts';

/*
 * OpenCV's 8-bit BT.601 `COLOR_RGB2YUV`, of which the watermark needs U = 0.492 (B − Y) + 128 only: fixed-point with 14
 * binary places, each result rounded to a byte.
 */
const binaryPlaces = 14;
const half = 1 << (binaryPlaces - 1);
const redToY = 4899;
const greenToY = 9617;
const blueToY = 1868;
const blueToU = 8061;

/** What one step of U changes blue and green by, at the same Y and V. */
export const blueOfU = 2.032;
export const greenOfU = -0.395;

/** The U plane of a picture, one byte per pixel. */
export function chromaPlane({ width, height, rgb }: RgbImage): Uint8Array {
  const plane = new Uint8Array(width * height);
  for (let pixel = 0; pixel < plane.length; pixel++) {
    const [red, green, blue] = [rgb[3 * pixel]!, rgb[3 * pixel + 1]!, rgb[3 * pixel + 2]!];
    const y = (red * redToY + green * greenToY + blue * blueToY + half) >> binaryPlaces;
    const u = ((blue - y) * blueToU + (128 << binaryPlaces) + half) >> binaryPlaces;
    plane[pixel] = Math.min(Math.max(u, 0), 255);
  }
  return plane;
}
