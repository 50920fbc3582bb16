import type { NoiseSchedule } from './noise-schedule.ts';
import type { PlanOptions, SchedulerPlan } from './scheduler.ts';
import type { NoiseScheduleConfig } from './scheduler-config.ts';
import {
  ancestralLevels,
  layOutSigmas,
  originalSampleAtSigma,
  scaleToUnitVariance,
} from './sigma-space.ts';
import { requireNoise } from './step-order.ts';
import { beginIndexForStrength } from './timestep-spacing.ts';
import { weightedSum } from './weighted-sum.ts';

/**
 * Euler steps to a lower noise level than the next one, then fresh noise up to it: Katherine Crowson's
 * `sample_euler_ancestral` (k-diffusion). Matches `EulerAncestralDiscreteScheduler` of diffusers 0.40.0, which draws
 * noise at the last step too, where its weight is 0.
 */
export function planEulerAncestral(
  schedule: NoiseSchedule,
  config: NoiseScheduleConfig,
  numInferenceSteps: number,
  { strength = 1 }: PlanOptions,
): SchedulerPlan {
  const { predictionType = 'epsilon', timestepSpacing = 'linspace', stepsOffset = 0 } = config;
  // Nothing else of the configuration: the reference class knows no other sigma schedule.
  const layout = layOutSigmas(schedule, { timestepSpacing, stepsOffset }, numInferenceSteps);
  const beginIndex = beginIndexForStrength(numInferenceSteps, strength);
  const sigmaAt = (i: number): number => layout.sigmas[beginIndex + i]!;

  return {
    timesteps: layout.timesteps.slice(beginIndex),
    sigmas: layout.sigmas.slice(beginIndex),
    initNoiseSigma: layout.initNoiseSigma,
    beginIndex,
    scaleModelInput: (sample, i) => scaleToUnitVariance(sample, sigmaAt(i)),
    needsNoise: () => true,
    step(noisePred, i, sample, noise) {
      const [from, to] = [sigmaAt(i), sigmaAt(i + 1)];
      const { down, up } = ancestralLevels(from, to);
      const x0 = originalSampleAtSigma(predictionType, noisePred, sample, from);
      const ratio = down / from;
      return weightedSum([ratio, sample], [1 - ratio, x0], [up, requireNoise(noise, i)]);
    },
    predictOriginal: (noisePred, i, sample) =>
      originalSampleAtSigma(predictionType, noisePred, sample, sigmaAt(i)),
    addNoise: (original, noise, i) => weightedSum([1, original], [sigmaAt(i), noise]),
  };
}
