import type { Raster } from './resize.ts';

/** Pillow's `Image.resize(…, NEAREST)`: every pixel of the result is the one under its middle. */
export function resizeNearest(
  { width, height, data }: Raster,
  size: { readonly width: number; readonly height: number },
): Raster {
  const channels = data.length / (width * height);
  const resized = new Uint8Array(channels * size.width * size.height);
  for (let y = 0; y < size.height; y++) {
    const row = Math.floor(((y + 0.5) * height) / size.height);
    for (let x = 0; x < size.width; x++) {
      const column = Math.floor(((x + 0.5) * width) / size.width);
      const start = channels * (row * width + column);
      resized.set(data.subarray(start, start + channels), channels * (y * size.width + x));
    }
  }
  return { ...size, data: resized };
}
