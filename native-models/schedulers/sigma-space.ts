import type { NoiseSchedule } from './noise-schedule.ts';
import type { PredictionType } from './scheduler.ts';
import type { NoiseScheduleConfig } from './scheduler-config.ts';
import {
  chosenSigmas,
  exponentialSigmas,
  interpolateSigmas,
  timestepOfSigma,
  trainingSigmas,
} from './sigma-schedules.ts';
import { spacedTimesteps } from './timestep-spacing.ts';
import { weightedSum } from './weighted-sum.ts';

/*
 * What LMS, the Euler kinds, Heun and the DPM2 kinds share. They work on x = x₀ + σ·ε (variance exploding), with σ from
 * about 14.6 down to 0; the UNet was trained on samples of unit variance and is shown x / √(σ² + 1).
 */

export interface SigmaLayout {
  readonly timesteps: readonly number[];
  /** Noise level before each step, then the one after the last. float32 values. */
  readonly sigmas: readonly number[];
  readonly initNoiseSigma: number;
}

/**
 * Timesteps and sigmas of `set_timesteps` of these classes, diffusers 0.40.
 * @param ends fields that only `EulerDiscreteScheduler` reads.
 */
export function layOutSigmas(
  schedule: NoiseSchedule,
  config: NoiseScheduleConfig,
  numInferenceSteps: number,
  ends: Pick<
    NoiseScheduleConfig,
    'interpolationType' | 'finalSigmasType' | 'sigmaMin' | 'sigmaMax'
  > = {},
): SigmaLayout {
  const { timestepSpacing = 'linspace', stepsOffset = 0 } = config;
  const training = trainingSigmas(schedule);
  const spaced = spacedTimesteps(
    timestepSpacing,
    numInferenceSteps,
    schedule.numTrainTimesteps,
    stepsOffset,
  ).map(Math.fround);
  const own =
    ends.interpolationType === 'log_linear'
      ? // One sigma more than steps: such a run ends at the smallest training sigma.
        exponentialSigmas(training[0]!, training.at(-1)!, numInferenceSteps + 1)
      : interpolateSigmas(spaced, training);

  const { sigmaMin = own.at(-1)!, sigmaMax = own[0]!, finalSigmasType = 'zero' } = ends;
  const chosen = chosenSigmas(config, training, [sigmaMin, sigmaMax], numInferenceSteps);
  const final = finalSigmasType === 'sigma_min' ? training[0]! : 0;
  const sigmas = [...(chosen ?? own), final].map(Math.fround);
  return {
    timesteps: chosen?.map((sigma) => Math.fround(timestepOfSigma(sigma, training))) ?? spaced,
    sigmas,
    initNoiseSigma: initNoiseSigma(Math.max(...sigmas), timestepSpacing),
  };
}

/** The sample with the variance that the UNet was trained on. */
export function scaleToUnitVariance(sample: Float32Array, sigma: number): Float32Array {
  return weightedSum([1 / Math.sqrt(sigma ** 2 + 1), sample]);
}

/** An ancestral step goes down past `to`, then up to it with fresh noise: `get_ancestral_step` of k-diffusion, η = 1. */
export function ancestralLevels(from: number, to: number): { down: number; up: number } {
  const up = Math.sqrt((to ** 2 * (from ** 2 - to ** 2)) / from ** 2);
  return { down: Math.sqrt(to ** 2 - up ** 2), up };
}

/** x₀ from a prediction made for `x / √(σ² + 1)`. */
export function originalSampleAtSigma(
  type: PredictionType,
  output: Float32Array,
  sample: Float32Array,
  sigma: number,
): Float32Array {
  const scale = 1 / (sigma ** 2 + 1);
  switch (type) {
    case 'epsilon':
      return weightedSum([1, sample], [-sigma, output]);
    case 'v_prediction':
      return weightedSum([scale, sample], [-sigma * Math.sqrt(scale), output]);
    case 'sample':
      return output;
  }
}

/** `leading` spacing starts below the highest noise level, where a sample still holds √(σ² + 1), not σ. */
function initNoiseSigma(highest: number, spacing: string): number {
  return Math.fround(spacing === 'leading' ? Math.sqrt(highest ** 2 + 1) : highest);
}
