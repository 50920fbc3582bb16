import { layOutDpm2 } from './dpm2-layout.ts';
import type { NoiseSchedule } from './noise-schedule.ts';
import type { PlanOptions, SchedulerPlan } from './scheduler.ts';
import type { NoiseScheduleConfig } from './scheduler-config.ts';
import { ancestralLevels, originalSampleAtSigma, scaleToUnitVariance } from './sigma-space.ts';
import { expectStepsInOrder, requireNoise } from './step-order.ts';
import { beginIndexForStrength } from './timestep-spacing.ts';
import { weightedSum } from './weighted-sum.ts';

/**
 * DPM-Solver-2 to a lower noise level than the next one, then fresh noise up to it: Katherine Crowson's
 * `sample_dpm_2_ancestral` (k-diffusion). The level below σ₁ is σ₁² / σ₀, so the geometric middle on the way there is σ₁
 * itself: each step but the last is looked at where it ends. Matches `KDPM2AncestralDiscreteScheduler` of diffusers
 * 0.40.0.
 */
export function planDpm2Ancestral(
  schedule: NoiseSchedule,
  config: NoiseScheduleConfig,
  numInferenceSteps: number,
  { strength = 1 }: PlanOptions,
): SchedulerPlan {
  const { predictionType = 'epsilon' } = config;
  const layout = layOutDpm2(schedule, config, numInferenceSteps, (_from, to) => to);
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
    needsNoise: (i) => i % 2 === 1,
    step(noisePred, i, sample, noise) {
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
      const { down, up } = ancestralLevels(sigmaAt(i - 1), sigma);
      return weightedSum([1, from], [down - sigmaAt(i - 1), slope], [up, requireNoise(noise, i)]);
    },
    predictOriginal: (noisePred, i, sample) =>
      originalSampleAtSigma(predictionType, noisePred, sample, sigmaAt(i)),
    addNoise: (original, noise, i) => weightedSum([1, original], [sigmaAt(i), noise]),
  };
}
