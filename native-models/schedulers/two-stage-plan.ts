import { brownianEnds, layOutKDiffusion } from './k-diffusion-layout.ts';
import type { NoiseSchedule } from './noise-schedule.ts';
import type { PlanOptions, SchedulerPlan } from './scheduler.ts';
import type { NoiseScheduleConfig } from './scheduler-config.ts';
import { timestepOfSigma, trainingSigmas } from './sigma-schedules.ts';
import { originalSampleAtSigma, scaleToUnitVariance } from './sigma-space.ts';
import { expectStepsInOrder, requireNoise } from './step-order.ts';
import { beginIndexForStrength } from './timestep-spacing.ts';
import { weightedSum } from './weighted-sum.ts';

/** What tells the kinds of DPM-Solver++(2S) with noise apart. Levels are σ; none is 0. */
export interface TwoStageKind {
  /** Where a step looks between two levels. */
  look(from: number, to: number): number;
  /** To which level it goes there, and how much noise is added. */
  first(from: number, look: number): StageLevels;
  /** The same of the step itself, from its beginning, with what was seen there. */
  second(from: number, to: number): StageLevels;
  /** Whether noise is what one Brownian motion does between the levels, or drawn anew where there is any. */
  readonly brownian: boolean;
}

export interface StageLevels {
  readonly down: number;
  readonly up: number;
}

/**
 * DPM-Solver++ of second order, singlestep, in λ = −log σ: each step but the last looks at a level between its two and is
 * taken again from its beginning with the clean sample found there; each call of the network is a step of the plan. With
 * x₀ held fast, a way from σ down to σ′ is x ← (σ′/σ)·x + (1 − σ′/σ)·x₀.
 */
export function planTwoStages(
  kind: TwoStageKind,
  schedule: NoiseSchedule,
  config: NoiseScheduleConfig,
  numInferenceSteps: number,
  { strength = 1 }: PlanOptions,
): SchedulerPlan {
  const { predictionType = 'epsilon' } = config;
  const layout = layOutKDiffusion(schedule, config, numInferenceSteps);
  const training = trainingSigmas(schedule);
  const begin = beginIndexForStrength(numInferenceSteps, strength);
  const levels = layout.sigmas.slice(begin);
  const own = layout.timesteps.slice(begin);
  // σ₀ look σ₁ look … σₙ₋₁ 0.
  const looks = levels.slice(1, -1).map((to, k) => kind.look(levels[k]!, to));
  const sigmas = levels.flatMap((level, k) => (k < looks.length ? [level, looks[k]!] : [level]));
  const timesteps = own.flatMap((timestep, k) =>
    k < looks.length ? [timestep, timestepOfSigma(looks[k]!, training)] : [timestep],
  );
  const last = timesteps.length - 1;
  const endsOf = (i: number) => ({
    from: sigmas[i - (i % 2)]!,
    to: sigmas[i + 1]!,
  });

  const expectStep = expectStepsInOrder();
  /** The sample that the step began with, while the step is at its look. */
  let begun: Float32Array | undefined;

  return {
    timesteps,
    sigmas,
    initNoiseSigma: layout.initNoiseSigma,
    beginIndex: 2 * begin,
    scaleModelInput: (sample, i) => scaleToUnitVariance(sample, sigmas[i]!),
    needsNoise: (i) => i < last && (kind.brownian || i % 2 === 1),
    ...(kind.brownian && {
      brownian: {
        ...brownianEnds(layout),
        between: (i: number) => [endsOf(i).from, endsOf(i).to] as const,
      },
    }),
    step(noisePred, i, sample, noise) {
      expectStep(i);
      const x0 = originalSampleAtSigma(predictionType, noisePred, sample, sigmas[i]!);
      if (i === last) return x0;
      const { from, to } = endsOf(i);
      const isLook = begun === undefined;
      const { down, up } = isLook ? kind.first(from, to) : kind.second(from, to);
      const start = begun ?? sample;
      begun = isLook ? sample : undefined;
      const drawn = up === 0 ? start : requireNoise(noise, i);
      return weightedSum([down / from, start], [1 - down / from, x0], [up, drawn]);
    },
    predictOriginal: (noisePred, i, sample) =>
      originalSampleAtSigma(predictionType, noisePred, sample, sigmas[i]!),
    addNoise: (original, noise, i) => weightedSum([1, original], [sigmas[i]!, noise]),
  };
}
