import type { NoiseScheduleConfig } from './scheduler-config.ts';

/**
 * Dynamic thresholding (Saharia et al. 2022, arXiv 2205.11487, section 2.3), as `_threshold_sample` of diffusers 0.40:
 * each sample of the batch is clamped to ±s and divided by s, where s is a quantile of its absolute values kept within
 * 1 … `sampleMaxValue`. Meant for pixels; latents go far beyond 1.
 */
export function dynamicThreshold(
  samples: Float32Array,
  batch: number,
  { dynamicThresholdingRatio = 0.995, sampleMaxValue = 1 }: NoiseScheduleConfig,
): Float32Array {
  const result = samples.slice();
  const length = samples.length / batch;
  for (let start = 0; start < samples.length; start += length) {
    const one = result.subarray(start, start + length);
    const s = Math.min(
      Math.max(quantile(one.map(Math.abs), dynamicThresholdingRatio), 1),
      sampleMaxValue,
    );
    one.forEach((value, k) => {
      one[k] = Math.min(Math.max(value, -s), s) / s;
    });
  }
  return result;
}

/** Linear interpolation between the two nearest ranks (torch.quantile). */
function quantile(values: Float32Array, ratio: number): number {
  const sorted = values.toSorted();
  const rank = ratio * (sorted.length - 1);
  const low = Math.floor(rank);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low]! + (rank - low) * (sorted[high]! - sorted[low]!);
}
