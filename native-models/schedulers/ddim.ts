import { dynamicThreshold } from './dynamic-threshold.ts';
import { addNoiseAtTimestep } from './noise-schedule.ts';
import type { NoiseSchedule } from './noise-schedule.ts';
import { originalSample, predictedNoise } from './original-sample.ts';
import type { PlanOptions, SchedulerPlan } from './scheduler.ts';
import type { NoiseScheduleConfig } from './scheduler-config.ts';
import { requireNoise } from './step-order.ts';
import { beginIndexForStrength, roundHalfToEven, spacedTimesteps } from './timestep-spacing.ts';
import { weightedSum } from './weighted-sum.ts';

/**
 * DDIM: Song, Meng & Ermon 2020, "Denoising Diffusion Implicit Models" (arXiv 2010.02502), formulas 12 and 16.
 * Matches `DDIMScheduler` of diffusers 0.40.0.
 */
export function planDdim(
  schedule: NoiseSchedule,
  config: NoiseScheduleConfig,
  numInferenceSteps: number,
  { eta = 0, useClippedModelOutput = false, strength = 1, batch = 1 }: PlanOptions,
): SchedulerPlan {
  const {
    predictionType = 'epsilon',
    timestepSpacing = 'leading',
    stepsOffset = 0,
    setAlphaToOne = true,
    clipSample = true,
    clipSampleRange = 1,
    thresholding = false,
  } = config;
  const { numTrainTimesteps, alphasCumprod } = schedule;
  const stride = Math.floor(numTrainTimesteps / numInferenceSteps);
  const beginIndex = beginIndexForStrength(numInferenceSteps, strength);
  const timesteps = spacedTimesteps(
    timestepSpacing,
    numInferenceSteps,
    numTrainTimesteps,
    stepsOffset,
  )
    .map(roundHalfToEven)
    .slice(beginIndex);

  /** ᾱ at step `i`, and at the timestep where the step leads. */
  const alphasAt = (i: number): [number, number] => {
    const t = timesteps[i]!;
    const beforeFirst = setAlphaToOne ? 1 : alphasCumprod[0]!;
    return [alphasCumprod[t]!, alphasCumprod[t - stride] ?? beforeFirst];
  };
  const signalAndNoiseAt = (i: number): { alpha: number; sigma: number } => {
    const [alphaBar] = alphasAt(i);
    return { alpha: Math.sqrt(alphaBar), sigma: Math.sqrt(1 - alphaBar) };
  };
  const clip = (original: Float32Array): Float32Array => {
    if (thresholding) return dynamicThreshold(original, batch, config);
    if (!clipSample) return original;
    return original.map((x) => Math.min(Math.max(x, -clipSampleRange), clipSampleRange));
  };

  return {
    timesteps,
    sigmas: null,
    initNoiseSigma: 1,
    beginIndex,
    scaleModelInput: (sample) => sample,
    needsNoise: () => eta > 0,
    step(noisePred, i, sample, noise) {
      const [alphaBar, alphaBarPrev] = alphasAt(i);
      const at = signalAndNoiseAt(i);
      const x0 = clip(originalSample(predictionType, noisePred, sample, at));
      const epsilon = useClippedModelOutput
        ? predictedNoise('sample', x0, sample, at)
        : predictedNoise(predictionType, noisePred, sample, at);
      const sigma =
        eta * Math.sqrt(((1 - alphaBarPrev) / (1 - alphaBar)) * (1 - alphaBar / alphaBarPrev));
      const direction = Math.sqrt(1 - alphaBarPrev - sigma ** 2);
      return eta > 0
        ? weightedSum(
            [Math.sqrt(alphaBarPrev), x0],
            [direction, epsilon],
            [sigma, requireNoise(noise, i)],
          )
        : weightedSum([Math.sqrt(alphaBarPrev), x0], [direction, epsilon]);
    },
    predictOriginal: (noisePred, i, sample) =>
      originalSample(predictionType, noisePred, sample, signalAndNoiseAt(i)),
    addNoise: (original, noise, i) => addNoiseAtTimestep(schedule, original, noise, timesteps[i]!),
  };
}
