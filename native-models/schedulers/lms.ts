import type { NoiseSchedule } from './noise-schedule.ts';
import type { PlanOptions, SchedulerPlan } from './scheduler.ts';
import type { NoiseScheduleConfig } from './scheduler-config.ts';
import { layOutSigmas, originalSampleAtSigma, scaleToUnitVariance } from './sigma-space.ts';
import { expectStepsInOrder } from './step-order.ts';
import { beginIndexForStrength } from './timestep-spacing.ts';
import { weightedSum } from './weighted-sum.ts';

/**
 * Linear multistep over sigmas: Katherine Crowson's `sample_lms` (k-diffusion), order 4, the sampler of Japanese Stable
 * Diffusion's own examples. Matches `LMSDiscreteScheduler` of diffusers 0.40.0.
 */
export function planLms(
  schedule: NoiseSchedule,
  config: NoiseScheduleConfig,
  numInferenceSteps: number,
  { strength = 1 }: PlanOptions,
): SchedulerPlan {
  const { predictionType = 'epsilon' } = config;
  const layout = layOutSigmas(schedule, config, numInferenceSteps);
  const beginIndex = beginIndexForStrength(numInferenceSteps, strength);
  const sigmaAt = (i: number): number => layout.sigmas[beginIndex + i]!;

  const expectStep = expectStepsInOrder();
  /** The last four slopes dx/dσ, newest first. */
  let slopes: Float32Array[] = [];

  return {
    timesteps: layout.timesteps.slice(beginIndex),
    sigmas: layout.sigmas.slice(beginIndex),
    initNoiseSigma: layout.initNoiseSigma,
    beginIndex,
    scaleModelInput: (sample, i) => scaleToUnitVariance(sample, sigmaAt(i)),
    needsNoise: () => false,
    step(noisePred, i, sample) {
      expectStep(i);
      const sigma = sigmaAt(i);
      const x0 = originalSampleAtSigma(predictionType, noisePred, sample, sigma);
      slopes = [weightedSum([1 / sigma, sample], [-1 / sigma, x0]), ...slopes].slice(0, 4);
      // Begun in the middle, the reference still takes the weights of a run that has come all the way.
      const weights = multistepWeights(layout.sigmas, beginIndex + i);
      return weightedSum([1, sample], ...slopes.map((slope, k) => [weights[k]!, slope] as const));
    },
    predictOriginal: (noisePred, i, sample) =>
      originalSampleAtSigma(predictionType, noisePred, sample, sigmaAt(i)),
    addNoise: (original, noise, i) => weightedSum([1, original], [sigmaAt(i), noise]),
  };
}

/**
 * Weights of the last (up to four) slopes, newest first: the integrals of their Lagrange basis polynomials over the
 * step. The polynomials are at most cubic, for which Simpson's rule is exact.
 */
function multistepWeights(sigmas: readonly number[], i: number): number[] {
  const order = Math.min(i + 1, 4);
  const nodes = Array.from({ length: order }, (_, k) => sigmas[i - k]!);
  const [from, to] = [sigmas[i]!, sigmas[i + 1]!];
  return nodes.map((own) => {
    const basis = (sigma: number): number =>
      nodes.reduce(
        (product, node) => (node === own ? product : (product * (sigma - node)) / (own - node)),
        1,
      );
    return ((to - from) / 6) * (basis(from) + 4 * basis((from + to) / 2) + basis(to));
  });
}
