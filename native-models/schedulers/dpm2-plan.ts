import type { NoiseSchedule } from './noise-schedule.ts';
import type { PlanOptions, SchedulerPlan } from './scheduler.ts';
import type { NoiseScheduleConfig } from './scheduler-config.ts';
import { timestepOfSigma, trainingSigmas } from './sigma-schedules.ts';
import {
  layOutSigmas,
  originalSampleAtSigma,
  scaleToUnitVariance,
  type SigmaLayout,
} from './sigma-space.ts';
import { expectStepsInOrder } from './step-order.ts';
import { beginIndexForStrength, roundHalfToEven } from './timestep-spacing.ts';
import { weightedSum } from './weighted-sum.ts';

/** What tells the kinds of DPM-Solver-2 apart. */
export interface Dpm2Kind {
  /** Where a step between two noise levels looks. */
  look(from: number, to: number): number;
  /** Whether `arrive` takes noise. */
  readonly drawsNoise: boolean;
  /** The sample at the level `to`, from where the step began and the slope dx/dσ where it looked. */
  arrive(step: Dpm2Arrival): Float32Array;
}

export interface Dpm2Arrival {
  /** The sample at the level `from`. */
  readonly begun: Float32Array;
  readonly slope: Float32Array;
  readonly from: number;
  readonly to: number;
  readonly noise: Float32Array | undefined;
  /** Place in the plan, for errors. */
  readonly i: number;
}

/**
 * DPM-Solver-2 along dx/dσ: each step but the last goes to a level between its two, is looked at there, and is taken
 * again from its beginning with the slope found; each call of the network is a step of the plan.
 */
export function planDpm2Kind(
  kind: Dpm2Kind,
  schedule: NoiseSchedule,
  config: NoiseScheduleConfig,
  numInferenceSteps: number,
  { strength = 1 }: PlanOptions,
): SchedulerPlan {
  const { predictionType = 'epsilon' } = config;
  const layout = layOutDpm2(kind, schedule, config, numInferenceSteps);
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
    needsNoise: (i) => kind.drawsNoise && i % 2 === 1,
    step(noisePred, i, sample, noise) {
      expectStep(i);
      const sigma = sigmaAt(i);
      const to = sigmaAt(i + 1);
      const x0 = originalSampleAtSigma(predictionType, noisePred, sample, sigma);
      const slope = weightedSum([1 / sigma, sample], [-1 / sigma, x0]);
      if (begun === undefined) {
        if (i < last) begun = sample;
        return weightedSum([1, sample], [to - sigma, slope]);
      }
      const arrival = { begun, slope, from: sigmaAt(i - 1), to, noise, i };
      begun = undefined;
      return kind.arrive(arrival);
    },
    predictOriginal: (noisePred, i, sample) =>
      originalSampleAtSigma(predictionType, noisePred, sample, sigmaAt(i)),
    addNoise: (original, noise, i) => weightedSum([1, original], [sigmaAt(i), noise]),
  };
}

/**
 * The schedule with the levels where steps look: σ₀ b(σ₀, σ₁) σ₁ b(σ₁, σ₂) … σₙ₋₁ 0. `set_timesteps` of the KDPM2
 * classes of diffusers 0.40.0, which keep these levels apart, and which round the timesteps of Karras levels, but not of
 * those between them.
 */
function layOutDpm2(
  { look }: Dpm2Kind,
  schedule: NoiseSchedule,
  config: NoiseScheduleConfig,
  numInferenceSteps: number,
): SigmaLayout {
  const layout = layOutSigmas(schedule, config, numInferenceSteps);
  const training = trainingSigmas(schedule);
  const looks = layout.sigmas.slice(1, -1).map((to, k) => Math.fround(look(layout.sigmas[k]!, to)));
  const looksAt = looks.map((sigma) => Math.fround(timestepOfSigma(sigma, training)));
  const timesteps = config.useKarrasSigmas
    ? layout.timesteps.map(roundHalfToEven)
    : layout.timesteps;
  return {
    timesteps: interleave(timesteps, looksAt),
    sigmas: interleave(layout.sigmas, looks),
    initNoiseSigma: layout.initNoiseSigma,
  };
}

/** `a b c d` and `1 2` → `a 1 b 2 c d`. */
function interleave(outer: readonly number[], inner: readonly number[]): number[] {
  return outer.flatMap((value, k) => (k < inner.length ? [value, inner[k]!] : [value]));
}
