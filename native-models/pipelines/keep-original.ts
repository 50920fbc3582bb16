import type { Raster } from '../pictures/resize.ts';
import type { RgbImage } from '../pictures/rgb-image.ts';

/**
 * Lays the original over a painted picture: its own pixels where the mask is black, the painted ones where it is white,
 * a mixture where it is grey. All three have the same size.
 */
export function keepOriginal(painted: RgbImage, original: RgbImage, { data }: Raster): RgbImage {
  const rgb = painted.rgb.map((value, k) => {
    const share = data[Math.floor(k / 3)]! / 255;
    return Math.round((1 - share) * original.rgb[k]! + share * value);
  });
  return { ...painted, rgb };
}
