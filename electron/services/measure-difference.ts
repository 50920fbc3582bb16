import type { Difference, MeasuredPair } from '../api/contract/comparisons.ts';
import type { PictureDifference } from '../database/differences-table.ts';
import {
  meanAbsoluteDifference,
  peakSignalToNoise,
  smallestSide,
  structuralSimilarity,
} from '../images/picture-difference.ts';
import type { PixelImage } from '../images/picture-file.ts';
import type { StepPreview } from './preview-sheets.ts';

/** A picture with what it looked like on its way, where that was kept. */
export interface MeasuredPicture {
  readonly image: PixelImage;
  readonly previews: readonly StepPreview[] | null;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Longest side of the studio's own pictures, in pixels. Beyond it measuring would hold up everybody else. */
const largestSide = 2048;

/** Why two pictures of these sizes in pixels cannot be measured; null where they can. Of an unknown picture the size is null. */
export function findObstacle(a: Size | null, b: Size | null): MeasuredPair['reason'] {
  if (a === null || b === null) return 'unreadable';
  if (a.width !== b.width || a.height !== b.height) return 'sizes-differ';
  if (Math.min(a.width, a.height) < smallestSide) return 'too-small';
  return Math.max(a.width, a.height) > largestSide ? 'too-large' : null;
}

/** @throws RangeError where the pictures are not equally large, or smaller than `smallestSide` */
export function measureDifference(a: MeasuredPicture, b: MeasuredPicture): PictureDifference {
  return {
    meanAbsolute: meanAbsoluteDifference(a.image, b.image),
    psnr: peakSignalToNoise(a.image, b.image),
    ssim: structuralSimilarity(a.image, b.image),
    parting: a.previews && b.previews && findParting(a.previews, b.previews),
  };
}

/**
 * Where two pictures that began from the same noise part: the step from which on their previews are never again less
 * than half as far apart as at the end.
 */
export function findParting(
  a: readonly StepPreview[],
  b: readonly StepPreview[],
): Difference['parting'] {
  const ofB = new Map(b.map(({ step, image }) => [step, image]));
  const steps: number[] = [];
  const curve: number[] = [];
  for (const { step, image } of a) {
    const other = ofB.get(step);
    if (other === undefined) continue;
    steps.push(step);
    curve.push(meanAbsoluteDifference(image, other));
  }
  const end = curve.at(-1);
  if (end === undefined) return null;
  const lastNear = curve.findLastIndex((value) => value < end / 2);
  return { steps, curve, step: end === 0 ? null : (steps[lastNear + 1] ?? null) };
}
