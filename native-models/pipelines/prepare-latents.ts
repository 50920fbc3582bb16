import type { SchedulerPlan } from '../schedulers/scheduler.ts';
import { weightedSum } from '../schedulers/weighted-sum.ts';

/** Where a run begins. */
export interface PreparedLatents {
  /** Standard normal, `[images, 4, height, width]`. */
  readonly initialNoise: Float32Array;
  /** `[images, 4, height, width]` at the level of the plan's first step. */
  readonly latents: Float32Array;
}

/** A run that begins with nothing but noise: `prepare_latents` of diffusers' StableDiffusionPipeline. */
export function beginWithNoise(initialNoise: Float32Array, plan: SchedulerPlan): PreparedLatents {
  return { initialNoise, latents: weightedSum([plan.initNoiseSigma, initialNoise]) };
}

/** A run that begins with a picture and as much noise as its first step expects. */
export function beginWithImage(
  original: Float32Array,
  initialNoise: Float32Array,
  plan: SchedulerPlan,
): PreparedLatents {
  return { initialNoise, latents: plan.addNoise(original, initialNoise, 0) };
}
