import { layOutDpm2 } from './dpm2-layout.ts';
import type { NoiseSchedule } from './noise-schedule.ts';
import type { PlanOptions, SchedulerPlan } from './scheduler.ts';
import type { NoiseScheduleConfig } from './scheduler-config.ts';
import { originalSampleAtSigma, scaleToUnitVariance } from './sigma-space.ts';
import { expectStepsInOrder } from './step-order.ts';
import { beginIndexForStrength } from './timestep-spacing.ts';
import { weightedSum } from './weighted-sum.ts';

/**
 * DPM-Solver-2 in the form of Karras et al. 2022 (arXiv 2206.00364), Katherine Crowson's `sample_dpm_2` (k-diffusion):
 * each step but the last looks at the geometric middle of its two noise levels and goes all the way with the slope found
 * there; each call of the network is a step of the plan. Matches `KDPM2DiscreteScheduler` of diffusers 0.40.0.
 */
export function planDpm2(
  schedule: NoiseSchedule,
  config: NoiseScheduleConfig,
  numInferenceSteps: number,
  { strength = 1 }: PlanOptions,
): SchedulerPlan {
  const { predictionType = 'epsilon' } = config;
  const layout = layOutDpm2(schedule, config, numInferenceSteps, (from, to) =>
    Math.sqrt(from * to),
  );
  const beginIndex = 2 * beginIndexForStrength(numInferenceSteps, strength);
  const timesteps = layout.timesteps.slice(beginIndex);
  const sigmas = layout.sigmas.slice(beginIndex);
  const sigmaAt = (i: number): number => sigmas[i]!;
  const last = timesteps.length - 1;

  const expectStep = expectStepsInOrder();
  /** The sample that the step began with, while the step is at its middle. */
  let begun: Float32Array | undefined;

  return {
    timesteps,
    sigmas,
    initNoiseSigma: layout.initNoiseSigma,
    beginIndex,
    scaleModelInput: (sample, i) => scaleToUnitVariance(sample, sigmaAt(i)),
    needsNoise: () => false,
    step(noisePred, i, sample) {
      expectStep(i);
      const sigma = sigmaAt(i);
      const x0 = originalSampleAtSigma(predictionType, noisePred, sample, sigma);
      const slope = weightedSum([1 / sigma, sample], [-1 / sigma, x0]);
      if (begun === undefined) {
        if (i < last) begun = sample;
        return weightedSum([1, sample], [sigmaAt(i + 1) - sigma, slope]);
      }
      const from = begun;
      begun = undefined;
      return weightedSum([1, from], [sigmaAt(i + 1) - sigmaAt(i - 1), slope]);
    },
    predictOriginal: (noisePred, i, sample) =>
      originalSampleAtSigma(predictionType, noisePred, sample, sigmaAt(i)),
    addNoise: (original, noise, i) => weightedSum([1, original], [sigmaAt(i), noise]),
  };
}
