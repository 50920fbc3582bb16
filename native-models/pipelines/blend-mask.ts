import type { SchedulerPlan } from '../schedulers/scheduler.ts';
import type { MaskBlending } from './picture-request.ts';

export interface MaskedOriginal {
  /** Clean latents of the picture that is kept outside the mask, `[batch, 4, height, width]`. */
  readonly original: Float32Array;
  /** The noise that the run began with, of the same shape. */
  readonly initialNoise: Float32Array;
  /** `[height, width]`, 1 where the picture is painted anew. */
  readonly mask: Float32Array;
}

/**
 * What a UNet that knows no mask needs after every step: outside the mask the original comes back, with as much noise
 * as the sample has (Lugmayr et al. 2022, arXiv 2201.09865, without its resampling).
 *
 * @returns a function of the sample after step `i`, for `DenoiseRun.afterStep`.
 */
export function createMaskBlend(
  { original, initialNoise, mask }: MaskedOriginal,
  plan: SchedulerPlan,
  blending: MaskBlending,
): (sample: Float32Array, i: number) => Float32Array {
  const last = plan.timesteps.length - 1;
  const noisyOriginal = (i: number) => plan.addNoise(original, initialNoise, i);
  switch (blending) {
    case 'current':
      return (sample, i) => blend(i < last ? noisyOriginal(i + 1) : original, sample, mask);
    case 'legacy':
      return (sample, i) => {
        const blended = blend(noisyOriginal(i), sample, mask);
        return i < last ? blended : blend(original, blended, mask);
      };
    case 'rinna':
      return (sample, i) => blend(noisyOriginal(i), sample, mask);
  }
}

function blend(kept: Float32Array, painted: Float32Array, mask: Float32Array): Float32Array {
  return painted.map((value, k) => {
    const share = mask[k % mask.length]!;
    return (1 - share) * kept[k]! + share * value;
  });
}
