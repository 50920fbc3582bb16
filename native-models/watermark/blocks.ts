/*
 * Where the bits lie. The picture's U plane goes through one level of the Haar wavelet; its approximation, half as wide
 * and half as high, is cut into blocks of 4 × 4. The largest value of a block, its first one left out, carries a bit by
 * where it lies between two multiples of 36: 0 in the lower half, 1 in the upper. Blocks carry the message's bits in
 * order, from left to right and top to bottom, again and again. The package calls the method `dwtDct`, but no cosine
 * transform is in it.
 */

/** Pixels per side of a block. */
export const blockPixels = 8;

/** Distance of the multiples in units of the approximation (twice the mean of four pixels). */
export const step = 36;

/** Blocks per row and per column. The last one to three pixels of a side are not read, as in the package. */
export function blockGrid(width: number, height: number): { columns: number; rows: number } {
  const along = (pixels: number) => Math.floor((Math.floor(pixels / 4) * 4) / blockPixels);
  return { columns: along(width), rows: along(height) };
}

const root = Math.SQRT1_2;

/**
 * The value of a block that carries its bit.
 *
 * @param plane bytes of U, in rows of `stride`.
 * @param start of the block's first pixel.
 */
export function carrierOf(plane: Uint8Array, stride: number, start: number): number {
  let largest = 0;
  for (let index = 1; index < 16; index++) {
    const at = start + 2 * (index >> 2) * stride + 2 * (index & 3);
    // Rounded as PyWavelets does it, column by column: some sums are a hair off a multiple of 36.
    const left = root * plane[at]! + root * plane[at + stride]!;
    const right = root * plane[at + 1]! + root * plane[at + stride + 1]!;
    largest = Math.max(largest, root * left + root * right);
  }
  return largest;
}

/** The bit that a carrier stands for. */
export function bitOf(carrier: number): 0 | 1 {
  return carrier % step > step / 2 ? 1 : 0;
}

/** How far a carrier lies above (or, below 0, under) the middle of the nearest half that stands for `bit`: −18…18. */
export function offsetFrom(bit: 0 | 1, carrier: number): number {
  const middle = bit === 1 ? (3 * step) / 4 : step / 4;
  const distance = (((carrier - middle) % step) + step) % step;
  return distance > step / 2 ? distance - step : distance;
}
