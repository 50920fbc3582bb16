import { distilledTimesteps } from './distilled-timesteps.ts';
import { addNoiseAtTimestep, signalAndNoiseAt } from './noise-schedule.ts';
import type { NoiseSchedule } from './noise-schedule.ts';
import { originalSample, predictedNoise } from './original-sample.ts';
import type { PlanOptions, SchedulerPlan } from './scheduler.ts';
import type { NoiseScheduleConfig } from './scheduler-config.ts';
import { requireNoise } from './step-order.ts';
import { beginIndexForStrength } from './timestep-spacing.ts';
import { weightedSum } from './weighted-sum.ts';

/**
 * Trajectory consistency distillation: Zheng, Hu, Fan, Wang, Ding, Tao & Cham 2024 (arXiv 2402.19159), algorithm 4,
 * strategic stochastic sampling: every step goes below the next timestep by the share `eta` (γ in the paper) and then
 * back up to it with fresh noise. For models (or LoRAs) distilled so. Matches `TCDScheduler` of diffusers 0.40.0.
 */
export function planTcd(
  schedule: NoiseSchedule,
  config: NoiseScheduleConfig,
  numInferenceSteps: number,
  { eta = 0.3, strength = 1 }: PlanOptions,
): SchedulerPlan {
  const { predictionType = 'epsilon', originalInferenceSteps = 50 } = config;
  const { numTrainTimesteps, alphasCumprod } = schedule;
  const beginIndex = beginIndexForStrength(numInferenceSteps, strength);
  const timesteps = distilledTimesteps(
    numInferenceSteps,
    numTrainTimesteps,
    originalInferenceSteps,
  ).slice(beginIndex);
  const addsNoise = (i: number): boolean => eta > 0 && i < timesteps.length - 1;

  return {
    timesteps,
    sigmas: null,
    initNoiseSigma: 1,
    beginIndex,
    scaleModelInput: (sample) => sample,
    needsNoise: addsNoise,
    step(noisePred, i, sample, noise) {
      const at = signalAndNoiseAt(schedule, timesteps[i]!);
      const x0 = originalSample(predictionType, noisePred, sample, at);
      const epsilon = predictedNoise(predictionType, noisePred, sample, at);
      const next = timesteps[i + 1] ?? 0;
      // float32, as the reference multiplies: a whole number may come out just below itself.
      const below = Math.floor(Math.fround(Math.fround(1 - eta) * next));
      const { alpha, sigma } = signalAndNoiseAt(schedule, below);
      if (!addsNoise(i)) return weightedSum([alpha, x0], [sigma, epsilon]);
      // From ᾱ at the lower timestep up to ᾱ at the next one.
      const kept = alphasCumprod[next]! / alphasCumprod[below]!;
      const scale = Math.sqrt(kept);
      return weightedSum(
        [scale * alpha, x0],
        [scale * sigma, epsilon],
        [Math.sqrt(1 - kept), requireNoise(noise, i)],
      );
    },
    predictOriginal: (noisePred, i, sample) =>
      originalSample(predictionType, noisePred, sample, signalAndNoiseAt(schedule, timesteps[i]!)),
    addNoise: (original, noise, i) => addNoiseAtTimestep(schedule, original, noise, timesteps[i]!),
  };
}
