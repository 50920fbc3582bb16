import type { Raster } from './resize.ts';

/**
 * Pillow's `Image.resize(…, NEAREST)`: every pixel of the result is the one under its middle. Where that lies on the edge of
 * two, rounding decides; Pillow goes from middle to middle by additions, and so does this.
 */
export function resizeNearest(
  { width, height, data }: Raster,
  size: { readonly width: number; readonly height: number },
): Raster {
  const channels = data.length / (width * height);
  const resized = new Uint8Array(channels * size.width * size.height);
  const columns = pixelsUnder(width, size.width);
  for (const [y, row] of pixelsUnder(height, size.height).entries()) {
    for (const [x, column] of columns.entries()) {
      const start = channels * (row * width + column);
      resized.set(data.subarray(start, start + channels), channels * (y * size.width + x));
    }
  }
  return { ...size, data: resized };
}

/** Of `from` pixels in a row, those that are under the middles of `to`. */
function pixelsUnder(from: number, to: number): number[] {
  const step = from / to;
  let middle = step / 2;
  return Array.from({ length: to }, () => {
    const pixel = Math.floor(middle);
    middle += step;
    return pixel;
  });
}
