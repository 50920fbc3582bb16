import { clipOriginal } from './clip-original.ts';
import type { NoiseSchedule } from './noise-schedule.ts';
import type { PlanOptions, SchedulerPlan } from './scheduler.ts';
import type { NoiseScheduleConfig } from './scheduler-config.ts';
import { layOutSigmas, originalSampleAtSigma, scaleToUnitVariance } from './sigma-space.ts';
import { expectStepsInOrder } from './step-order.ts';
import { beginIndexForStrength } from './timestep-spacing.ts';
import { weightedSum } from './weighted-sum.ts';

/**
 * Heun's method along dx/dσ: Karras, Aittala, Aila & Laine 2022, "Elucidating the Design Space of Diffusion-Based
 * Generative Models" (arXiv 2206.00364), algorithm 1. Each step but the last calls the network twice, at both of its
 * ends; each call is a step of the plan. Matches `HeunDiscreteScheduler` of diffusers 0.40.0.
 */
export function planHeun(
  schedule: NoiseSchedule,
  config: NoiseScheduleConfig,
  numInferenceSteps: number,
  { strength = 1 }: PlanOptions,
): SchedulerPlan {
  const { predictionType = 'epsilon', clipSample = false, clipSampleRange = 1 } = config;
  const layout = layOutSigmas(schedule, config, numInferenceSteps);
  const beginIndex = 2 * beginIndexForStrength(numInferenceSteps, strength);
  // σ₀ σ₁ σ₁ σ₂ σ₂ … 0: a step goes to σ₁, is looked at there, and is taken again.
  const timesteps = layout.timesteps.flatMap((t, k) => (k === 0 ? [t] : [t, t]));
  const sigmas = layout.sigmas.flatMap((sigma, k) =>
    k === 0 || k === numInferenceSteps ? [sigma] : [sigma, sigma],
  );
  const sigmaAt = (i: number): number => sigmas[beginIndex + i]!;

  const expectStep = expectStepsInOrder();
  /** Where the step began, and the slope dx/dσ there. */
  let start: { readonly sample: Float32Array; readonly slope: Float32Array } | undefined;

  return {
    timesteps: timesteps.slice(beginIndex),
    sigmas: sigmas.slice(beginIndex),
    initNoiseSigma: layout.initNoiseSigma,
    beginIndex,
    scaleModelInput: (sample, i) => scaleToUnitVariance(sample, sigmaAt(i)),
    needsNoise: () => false,
    step(noisePred, i, sample) {
      expectStep(i);
      const sigma = sigmaAt(i);
      const predicted = originalSampleAtSigma(predictionType, noisePred, sample, sigma);
      const x0 = clipOriginal(predicted, { clipSample, clipSampleRange }, 1);
      const slope = weightedSum([1 / sigma, sample], [-1 / sigma, x0]);
      if (start === undefined) {
        start = { sample, slope };
        return weightedSum([1, sample], [sigmaAt(i + 1) - sigma, slope]);
      }
      const { sample: begun, slope: first } = start;
      start = undefined;
      const half = (sigma - sigmaAt(i - 1)) / 2;
      return weightedSum([1, begun], [half, first], [half, slope]);
    },
    predictOriginal: (noisePred, i, sample) =>
      originalSampleAtSigma(predictionType, noisePred, sample, sigmaAt(i)),
    addNoise: (original, noise, i) => weightedSum([1, original], [sigmaAt(i), noise]),
  };
}
