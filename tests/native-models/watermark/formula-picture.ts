import type { RgbImage } from '../../../native-models/pictures/rgb-image.ts';

/** The picture of tests/reference/make_watermark.py. */
export function formulaPicture(width: number, height: number): RgbImage {
  const rgb = Uint8Array.from({ length: 3 * width * height }, (_, at) => {
    const channel = at % 3;
    const x = Math.floor(at / 3) % width;
    const y = Math.floor(at / (3 * width));
    const wave = Math.abs(((x * (channel + 2) + y * (5 - channel)) % 510) - 255);
    const texture = ((x * 7 + y * 13 + channel * 29) ^ (x * y)) % 17;
    return Math.min(Math.floor((wave * 12) / 16) + texture + 20, 255);
  });
  return { width, height, rgb };
}
