import { dynamicThreshold } from './dynamic-threshold.ts';
import type { NoiseScheduleConfig } from './scheduler-config.ts';

/** A predicted x₀ kept within bounds, as the configuration asks: by thresholding, by clamping, or not at all. */
export function clipOriginal(
  original: Float32Array,
  { thresholding = false, clipSample = false, clipSampleRange = 1, ...limits }: NoiseScheduleConfig,
  batch: number,
): Float32Array {
  if (thresholding) return dynamicThreshold(original, batch, limits);
  if (!clipSample) return original;
  return original.map((x) => Math.min(Math.max(x, -clipSampleRange), clipSampleRange));
}
