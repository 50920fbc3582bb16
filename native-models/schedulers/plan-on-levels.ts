import type { DpmSolverLayout } from './dpm-solver-layout.ts';
import { originalSample, signalAndNoise } from './original-sample.ts';
import type { PredictionType, SchedulerPlan } from './scheduler.ts';
import { weightedSum } from './weighted-sum.ts';

/**
 * What the plans of DPM-Solver, UniPC and DEIS have in common: a run from `beginIndex` on over the levels of a layout, with
 * samples that keep their variance. How a step is made is each algorithm's own.
 */
export function planOnLevels(
  { timesteps, sigmas }: DpmSolverLayout,
  beginIndex: number,
  predictionType: PredictionType,
): Omit<SchedulerPlan, 'step' | 'needsNoise'> {
  const levelAt = (i: number) => signalAndNoise(sigmas[beginIndex + i]!);
  return {
    timesteps: timesteps.slice(beginIndex),
    sigmas: sigmas.slice(beginIndex),
    initNoiseSigma: 1,
    beginIndex,
    scaleModelInput: (sample) => sample,
    predictOriginal: (noisePred, i, sample) =>
      originalSample(predictionType, noisePred, sample, levelAt(i)),
    addNoise(original, noise, i) {
      const { alpha, sigma } = levelAt(i);
      return weightedSum([alpha, original], [sigma, noise]);
    },
  };
}
