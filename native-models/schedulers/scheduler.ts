import type { SchedulerName } from './scheduler-names.ts';

/** What the network was trained to predict: the noise, the velocity, or the clean sample. */
export type PredictionType = 'epsilon' | 'v_prediction' | 'sample';

/** An algorithm bound to a noise schedule. Immutable: one may serve any number of runs at once. */
export interface Scheduler {
  readonly name: SchedulerName;
  readonly numTrainTimesteps: number;
  /**
   * Lays out one run.
   * @param numInferenceSteps 1 … `numTrainTimesteps`.
   * @throws SchedulerError `invalid-steps`, `unsupported-option`
   */
  plan(numInferenceSteps: number, options?: PlanOptions): SchedulerPlan;
}

export interface PlanOptions {
  /**
   * DDIM: share of the ancestral variance, 0 (deterministic, the default) … 1 (DDPM). TCD: how far below the next level
   * a step goes, 0 (deterministic) … 1, default 0.3.
   */
  readonly eta?: number;
  /** DDIM: derive the noise again from the clipped x₀ (GLIDE). Default false. */
  readonly useClippedModelOutput?: boolean;
  /** Euler: Karras et al.'s S_churn, extra noise spread over the run. Default 0. */
  readonly sChurn?: number;
  /**
   * Image to image: 0 … 1, the share of the run that is kept; the plan then begins at `beginIndex`. Default 1.
   * Same cut as `StableDiffusionImg2ImgPipeline.get_timesteps`, diffusers 0.40.
   */
  readonly strength?: number;
  /** Samples in the arrays given to `step`; only dynamic thresholding looks at them one by one. Default 1. */
  readonly batch?: number;
}

/**
 * One run, step 0 … `timesteps.length − 1` in this order. Arrays are flattened samples of any equal length; none is
 * written to. Multistep algorithms remember earlier predictions here and nowhere else.
 */
export interface SchedulerPlan {
  /**
   * What the UNet is told at each step; fractional for the sigma-based algorithms. May be longer than
   * asked: PNDM makes one call more, Heun and DPM2 two for every step but the last.
   */
  readonly timesteps: readonly number[];
  /** Noise levels before each step, then the level after the last one; `null` where the algorithm has none. */
  readonly sigmas: readonly number[] | null;
  /** Standard deviation of the first sample of a run that starts from noise. */
  readonly initNoiseSigma: number;
  /** Timesteps that `strength` cut off the front. */
  readonly beginIndex: number;
  /** The sample as the UNet wants it before step `i`. */
  scaleModelInput(sample: Float32Array, i: number): Float32Array;
  /** Whether step `i` draws noise. It must be drawn even where its weight is 0, or later draws would shift. */
  needsNoise(i: number): boolean;
  /** Where the noise of a step is not drawn anew: what one Brownian motion does between two levels, as standard normal numbers. */
  readonly brownian?: BrownianSteps;
  /**
   * The sample after step `i`.
   * @param noisePred the UNet's answer after guidance, for the scaled sample.
   * @param noise standard normal, needed where `needsNoise(i)`.
   * @throws SchedulerError `missing-noise`, `step-order`
   */
  step(
    noisePred: Float32Array,
    i: number,
    sample: Float32Array,
    noise?: Float32Array,
  ): Float32Array;
  /** x₀, the clean sample that this prediction points to, before any clipping: what a preview shows. */
  predictOriginal(noisePred: Float32Array, i: number, sample: Float32Array): Float32Array;
  /** The clean sample with as much noise as step `i` expects: where image to image begins (`i` = 0). */
  addNoise(original: Float32Array, noise: Float32Array, i: number): Float32Array;
}

/** Where the noise of a run's steps is taken from Brownian motion over its levels. */
export interface BrownianSteps {
  /** The levels that the motion lies between, of the whole run. */
  readonly lowest: number;
  readonly highest: number;
  /** The levels of step `i`; those of two steps may overlap. */
  between(i: number): readonly [from: number, to: number];
}
