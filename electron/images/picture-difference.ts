import type { PixelImage } from './picture-file.ts';

/** Of the Gaussian window of the structural similarity, in pixels: 11 × 11. */
const radius = 5;
const sigma = 1.5;
const peak = 255;
/** In pixels: below it no window of the structural similarity lies wholly inside. */
export const smallestSide = 2 * radius + 1;

/**
 * Mean of |a − b| over all pixels and channels, 0 … 255.
 *
 * @throws RangeError where the pictures are not equally large
 */
export function meanAbsoluteDifference(a: PixelImage, b: PixelImage): number {
  requireSameSize(a, b);
  let sum = 0;
  for (let i = 0; i < a.rgb.length; i++) sum += Math.abs((a.rgb[i] ?? 0) - (b.rgb[i] ?? 0));
  return sum / a.rgb.length;
}

/**
 * Peak signal-to-noise ratio over all channels in decibels, as scikit-image's `peak_signal_noise_ratio` with
 * `data_range=255`; null for equal pictures, where it is infinite.
 *
 * @throws RangeError where the pictures are not equally large
 */
export function peakSignalToNoise(a: PixelImage, b: PixelImage): number | null {
  requireSameSize(a, b);
  let sum = 0;
  for (let i = 0; i < a.rgb.length; i++) sum += ((a.rgb[i] ?? 0) - (b.rgb[i] ?? 0)) ** 2;
  return sum === 0 ? null : 10 * Math.log10(peak ** 2 / (sum / a.rgb.length));
}

/**
 * Mean structural similarity (Wang, Bovik, Sheikh, Simoncelli 2004) of the BT.601 luma: Gaussian window with σ 1.5 cut
 * off at 5 pixels, K₁ 0.01, K₂ 0.03, population covariance, mean over the windows that lie wholly inside. The same as
 * scikit-image's `structural_similarity(a, b, gaussian_weights=True, sigma=1.5, use_sample_covariance=False,
 * data_range=255)`.
 *
 * @throws RangeError where the pictures are not equally large, or smaller than one window
 */
export function structuralSimilarity(a: PixelImage, b: PixelImage): number {
  requireSameSize(a, b);
  const { width, height } = a;
  if (Math.min(width, height) < smallestSide) {
    throw new RangeError(`A picture of ${width} × ${height} pixels is smaller than the window.`);
  }
  const x = lumaOf(a);
  const y = lumaOf(b);
  const meansX = smooth(x, width, height);
  const meansY = smooth(y, width, height);
  const squaresX = smooth(multiply(x, x), width, height);
  const squaresY = smooth(multiply(y, y), width, height);
  const products = smooth(multiply(x, y), width, height);
  const c1 = (0.01 * peak) ** 2;
  const c2 = (0.03 * peak) ** 2;
  let sum = 0;
  for (let i = 0; i < meansX.length; i++) {
    const ux = meansX[i] ?? 0;
    const uy = meansY[i] ?? 0;
    const varianceX = (squaresX[i] ?? 0) - ux * ux;
    const varianceY = (squaresY[i] ?? 0) - uy * uy;
    const covariance = (products[i] ?? 0) - ux * uy;
    sum +=
      ((2 * ux * uy + c1) * (2 * covariance + c2)) /
      ((ux * ux + uy * uy + c1) * (varianceX + varianceY + c2));
  }
  return sum / meansX.length;
}

function lumaOf({ rgb }: PixelImage): Float64Array {
  const luma = new Float64Array(rgb.length / 3);
  for (let i = 0; i < luma.length; i++) {
    luma[i] =
      0.299 * (rgb[3 * i] ?? 0) + 0.587 * (rgb[3 * i + 1] ?? 0) + 0.114 * (rgb[3 * i + 2] ?? 0);
  }
  return luma;
}

function multiply(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value * (b[i] ?? 0));
}

/** Gaussian means of the windows that lie wholly inside: `(width − 10) × (height − 10)` values. */
function smooth(values: Float64Array, width: number, height: number): Float64Array {
  const rows = smoothRows(values, width, height);
  const inner = width - 2 * radius;
  // Columns are rows of the transposed picture.
  return smoothRows(transpose(rows, inner, height), height, inner);
}

function smoothRows(values: Float64Array, width: number, height: number): Float64Array {
  const inner = width - 2 * radius;
  const smoothed = new Float64Array(inner * height);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < inner; column++) {
      let sum = 0;
      const from = row * width + column;
      for (let k = 0; k <= 2 * radius; k++) sum += (gaussian[k] ?? 0) * (values[from + k] ?? 0);
      smoothed[row * inner + column] = sum;
    }
  }
  return smoothed;
}

function transpose(values: Float64Array, width: number, height: number): Float64Array {
  const turned = new Float64Array(values.length);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      turned[column * height + row] = values[row * width + column] ?? 0;
    }
  }
  return turned;
}

const gaussian = gaussianWindow();

function gaussianWindow(): number[] {
  const weights = Array.from({ length: 2 * radius + 1 }, (_, k) =>
    Math.exp(-((k - radius) ** 2) / (2 * sigma ** 2)),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

function requireSameSize(a: PixelImage, b: PixelImage): void {
  if (a.width === b.width && a.height === b.height) return;
  throw new RangeError(
    `Pictures of ${a.width} × ${a.height} and ${b.width} × ${b.height} pixels cannot be measured against each other.`,
  );
}
