/** Bytes of a picture, row by row, the channels of a pixel side by side. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

export type ResizeFilter = 'bilinear' | 'bicubic' | 'lanczos';

/**
 * Pillow's `Image.resize` for 8-bit pictures (libImaging/Resample.c), byte for byte: the filter grows with the reduction
 * (antialias), the two directions are done one after the other with rounding to bytes between, weights are fixed-point.
 *
 * @param channels 3 for RGB, 1 for masks.
 * @param width of the result, as is `height`; at least 1.
 */
export function resizeRaster(
  raster: Raster,
  channels: number,
  { width, height }: { readonly width: number; readonly height: number },
  filter: ResizeFilter,
): Raster {
  // A pass that changes nothing is left out, as in Pillow: its rounding would not be seen, but its time would.
  const narrowed = width === raster.width ? raster : resizeRows(raster, channels, width, filter);
  if (height === raster.height) return narrowed;
  return resizeColumns(narrowed, channels, height, filter);
}

function resizeRows(
  { width, height, data }: Raster,
  channels: number,
  newWidth: number,
  filter: ResizeFilter,
): Raster {
  const resized = new Uint8ClampedArray(newWidth * height * channels);
  planResize(width, newWidth, filter).forEach(({ first, weights }, x) => {
    for (let y = 0; y < height; y++) {
      for (let channel = 0; channel < channels; channel++) {
        let sum = half;
        let at = (y * width + first) * channels + channel;
        for (const weight of weights) {
          sum += weight * data[at]!;
          at += channels;
        }
        resized[(y * newWidth + x) * channels + channel] = sum >> precisionBits;
      }
    }
  });
  return { width: newWidth, height, data: new Uint8Array(resized.buffer) };
}

function resizeColumns(
  { width, height, data }: Raster,
  channels: number,
  newHeight: number,
  filter: ResizeFilter,
): Raster {
  const stride = width * channels;
  const resized = new Uint8ClampedArray(stride * newHeight);
  planResize(height, newHeight, filter).forEach(({ first, weights }, y) => {
    for (let x = 0; x < stride; x++) {
      let sum = half;
      let at = first * stride + x;
      for (const weight of weights) {
        sum += weight * data[at]!;
        at += stride;
      }
      resized[y * stride + x] = sum >> precisionBits;
    }
  });
  return { width, height: newHeight, data: new Uint8Array(resized.buffer) };
}

/** Places after the binary point of the weights. */
const precisionBits = 22;
const half = 2 ** (precisionBits - 1);

/** Where an output pixel's inputs begin, and how much each counts. */
interface Window {
  readonly first: number;
  readonly weights: readonly number[];
}

/** `precompute_coeffs` and `normalize_coeffs_8bpc`: one window per output pixel. */
function planResize(size: number, newSize: number, filter: ResizeFilter): Window[] {
  const scale = size / newSize;
  const stretch = Math.max(scale, 1);
  const { support, weightAt } = filters[filter];
  const reach = support * stretch;
  return Array.from({ length: newSize }, (_, index) => {
    const center = (index + 0.5) * scale;
    const first = Math.max(Math.trunc(center - reach + 0.5), 0);
    const end = Math.min(Math.trunc(center + reach + 0.5), size);
    const weights = Array.from({ length: end - first }, (__, place) =>
      weightAt((place + first - center + 0.5) * (1 / stretch)),
    );
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return {
      first,
      weights: weights.map((weight) => roundHalfAway((weight / total) * 2 ** precisionBits)),
    };
  });
}

function roundHalfAway(value: number): number {
  return Math.trunc(value < 0 ? value - 0.5 : value + 0.5);
}

const filters: Readonly<
  Record<ResizeFilter, { readonly support: number; weightAt(distance: number): number }>
> = {
  bilinear: { support: 1, weightAt: (distance) => Math.max(1 - Math.abs(distance), 0) },
  /** Keys' cubic with a = −0.5. */
  bicubic: {
    support: 2,
    weightAt(distance) {
      const a = -0.5;
      const x = Math.abs(distance);
      if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
      return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
    },
  },
  lanczos: {
    support: 3,
    weightAt: (x) => (-3 <= x && x < 3 ? sinc(x) * sinc(x / 3) : 0),
  },
};

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
}
