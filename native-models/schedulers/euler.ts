import type { NoiseSchedule } from './noise-schedule.ts';
import type { PlanOptions, SchedulerPlan } from './scheduler.ts';
import type { NoiseScheduleConfig } from './scheduler-config.ts';
import { layOutSigmas, originalSampleAtSigma, scaleToUnitVariance } from './sigma-space.ts';
import { requireNoise } from './step-order.ts';
import { beginIndexForStrength } from './timestep-spacing.ts';
import { weightedSum } from './weighted-sum.ts';

/**
 * Euler steps along dx/dσ, with optional churn: Karras, Aittala, Aila & Laine 2022, "Elucidating the Design Space of
 * Diffusion-Based Generative Models" (arXiv 2206.00364), algorithm 2 without its correction.
 * Matches `EulerDiscreteScheduler` of diffusers 0.40.0.
 */
export function planEuler(
  schedule: NoiseSchedule,
  config: NoiseScheduleConfig,
  numInferenceSteps: number,
  { sChurn = 0, strength = 1 }: PlanOptions,
): SchedulerPlan {
  const { predictionType = 'epsilon' } = config;
  const layout = layOutSigmas(schedule, config, numInferenceSteps, config);
  const beginIndex = beginIndexForStrength(numInferenceSteps, strength);
  const sigmaAt = (i: number): number => layout.sigmas[beginIndex + i]!;
  const gamma = Math.min(sChurn / (layout.sigmas.length - 1), Math.SQRT2 - 1);

  return {
    timesteps: layout.timesteps.slice(beginIndex),
    sigmas: layout.sigmas.slice(beginIndex),
    initNoiseSigma: layout.initNoiseSigma,
    beginIndex,
    scaleModelInput: (sample, i) => scaleToUnitVariance(sample, sigmaAt(i)),
    needsNoise: () => gamma > 0,
    step(noisePred, i, sample, noise) {
      const sigma = sigmaAt(i);
      const sigmaHat = sigma * (1 + gamma);
      const churned =
        gamma > 0
          ? weightedSum(
              [1, sample],
              [Math.sqrt(sigmaHat ** 2 - sigma ** 2), requireNoise(noise, i)],
            )
          : sample;
      // The velocity is read at σ although the sample was moved to σ̂: so does the reference.
      const at = predictionType === 'epsilon' ? sigmaHat : sigma;
      const x0 = originalSampleAtSigma(predictionType, noisePred, churned, at);
      const ratio = sigmaAt(i + 1) / sigmaHat;
      return weightedSum([ratio, churned], [1 - ratio, x0]);
    },
    predictOriginal: (noisePred, i, sample) =>
      originalSampleAtSigma(predictionType, noisePred, sample, sigmaAt(i)),
    addNoise: (original, noise, i) => weightedSum([1, original], [sigmaAt(i), noise]),
  };
}
