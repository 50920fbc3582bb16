import { clipOriginal } from './clip-original.ts';
import { distilledTimesteps } from './distilled-timesteps.ts';
import { addNoiseAtTimestep, signalAndNoiseAt } from './noise-schedule.ts';
import type { NoiseSchedule } from './noise-schedule.ts';
import { originalSample } from './original-sample.ts';
import type { PlanOptions, SchedulerPlan } from './scheduler.ts';
import type { NoiseScheduleConfig } from './scheduler-config.ts';
import { requireNoise } from './step-order.ts';
import { beginIndexForStrength } from './timestep-spacing.ts';
import { weightedSum } from './weighted-sum.ts';

/** σ_data of the boundary condition, fixed in the reference. */
const sigmaData = 0.5;

/**
 * Latent consistency models: Luo, Tan, Huang, Li & Zhao 2023 (arXiv 2310.04378), algorithm 3: every step goes to a clean
 * sample, all but the last then back into noise. For models (or LoRAs) distilled so, 2 to 8 steps. Matches
 * `LCMScheduler` of diffusers 0.40.0.
 */
export function planLcm(
  schedule: NoiseSchedule,
  config: NoiseScheduleConfig,
  numInferenceSteps: number,
  { strength = 1, batch = 1 }: PlanOptions,
): SchedulerPlan {
  const { predictionType = 'epsilon', originalInferenceSteps = 50, timestepScaling = 10 } = config;
  const beginIndex = beginIndexForStrength(numInferenceSteps, strength);
  const timesteps = distilledTimesteps(
    numInferenceSteps,
    schedule.numTrainTimesteps,
    originalInferenceSteps,
  ).slice(beginIndex);
  const isLast = (i: number): boolean => i === timesteps.length - 1;

  return {
    timesteps,
    sigmas: null,
    initNoiseSigma: 1,
    beginIndex,
    scaleModelInput: (sample) => sample,
    needsNoise: (i) => !isLast(i),
    step(noisePred, i, sample, noise) {
      const t = timesteps[i]!;
      const predicted = originalSample(
        predictionType,
        noisePred,
        sample,
        signalAndNoiseAt(schedule, t),
      );
      const x0 = clipOriginal(predicted, config, batch);
      // The boundary condition of consistency models: near t = 0 the sample itself.
      const scaled = t * timestepScaling;
      const skip = sigmaData ** 2 / (scaled ** 2 + sigmaData ** 2);
      const out = scaled / Math.sqrt(scaled ** 2 + sigmaData ** 2);
      if (isLast(i)) return weightedSum([out, x0], [skip, sample]);
      const next = signalAndNoiseAt(schedule, timesteps[i + 1]!);
      return weightedSum(
        [next.alpha * out, x0],
        [next.alpha * skip, sample],
        [next.sigma, requireNoise(noise, i)],
      );
    },
    predictOriginal: (noisePred, i, sample) =>
      originalSample(predictionType, noisePred, sample, signalAndNoiseAt(schedule, timesteps[i]!)),
    addNoise: (original, noise, i) => addNoiseAtTimestep(schedule, original, noise, timesteps[i]!),
  };
}
