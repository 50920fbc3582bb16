import { brownianEnds, layOutKDiffusion } from './k-diffusion-layout.ts';
import type { NoiseSchedule } from './noise-schedule.ts';
import type { PlanOptions, SchedulerPlan } from './scheduler.ts';
import type { NoiseScheduleConfig } from './scheduler-config.ts';
import { originalSampleAtSigma, scaleToUnitVariance } from './sigma-space.ts';
import { expectStepsInOrder, requireNoise } from './step-order.ts';
import { beginIndexForStrength, checkDistinctLevels } from './timestep-spacing.ts';
import { type Term, weightedSum } from './weighted-sum.ts';

/**
 * DPM-Solver++ multistep of third order for the diffusion SDE, in λ = −log σ with h = λ′ − λ:
 *
 *   x′ = e^(−2h)·x + (1 − e^(−2h))·x₀ + φ₂·D₁ − φ₃·D₂ + σ′·√(1 − e^(−2h))·z
 *
 * D₁ and D₂ are derivatives of the clean sample from it and the two before, φ₂ = 1 − (1 − e^(−2h)) / 2h and
 * φ₃ = φ₂ / 2h − ½; z is what one Brownian motion does between the levels. Katherine Crowson's `sample_dpmpp_3m_sde` of
 * k-diffusion 0.1.1, η = 1; the last step goes to the clean sample. "DPM++ 3M SDE".
 */
export function planDpmpp3mSde(
  schedule: NoiseSchedule,
  config: NoiseScheduleConfig,
  numInferenceSteps: number,
  { strength = 1 }: PlanOptions,
): SchedulerPlan {
  const { predictionType = 'epsilon' } = config;
  const layout = layOutKDiffusion(schedule, config, numInferenceSteps);
  checkDistinctLevels(layout.sigmas.slice(0, -1));
  const beginIndex = beginIndexForStrength(numInferenceSteps, strength);
  const sigmas = layout.sigmas.slice(beginIndex);
  const timesteps = layout.timesteps.slice(beginIndex);
  const last = timesteps.length - 1;
  const gain = (i: number): number => Math.log(sigmas[i]! / sigmas[i + 1]!);

  const expectStep = expectStepsInOrder();
  /** The last clean samples, newest first. */
  let history: Float32Array[] = [];

  return {
    timesteps,
    sigmas,
    initNoiseSigma: layout.initNoiseSigma,
    beginIndex,
    scaleModelInput: (sample, i) => scaleToUnitVariance(sample, sigmas[i]!),
    needsNoise: (i) => i < last,
    brownian: { ...brownianEnds(layout), between: (i) => [sigmas[i]!, sigmas[i + 1]!] },
    step(noisePred, i, sample, noise) {
      expectStep(i);
      const x0 = originalSampleAtSigma(predictionType, noisePred, sample, sigmas[i]!);
      if (i === last) return x0;
      history = [x0, ...history].slice(0, 3);
      const h = gain(i);
      const left = Math.exp(-2 * h);
      const before = history.slice(1).map((_, k) => gain(i - 1 - k) / h);
      const weights = historyWeights(h, before);
      return weightedSum(
        [left, sample],
        [1 - left + weights[0]!, x0],
        ...history.slice(1).map((earlier, k): Term => [weights[k + 1]!, earlier]),
        [sigmas[i + 1]! * Math.sqrt(-Math.expm1(-2 * h)), requireNoise(noise, i)],
      );
    },
    predictOriginal: (noisePred, i, sample) =>
      originalSampleAtSigma(predictionType, noisePred, sample, sigmas[i]!),
    addNoise: (original, noise, i) => weightedSum([1, original], [sigmas[i]!, noise]),
  };
}

/** What φ₂·D₁ − φ₃·D₂ takes of the clean samples, newest first. @param before earlier steps' h over this one's, newest first. */
function historyWeights(h: number, [r0, r1]: readonly number[]): number[] {
  if (r0 === undefined) return [0];
  const phi2 = Math.expm1(-2 * h) / (2 * h) + 1;
  // D₁ = (m₀ − m₁) / r₀
  if (r1 === undefined) return [phi2 / r0, -phi2 / r0];
  const phi3 = phi2 / (2 * h) - 0.5;
  // D₁₀ = (m₀ − m₁) / r₀, D₁₁ = (m₁ − m₂) / r₁, D₂ = (D₁₀ − D₁₁) / (r₀ + r₁), D₁ = D₁₀ + r₀·D₂
  const onD2 = phi2 * r0 - phi3;
  const onD10 = phi2 + onD2 / (r0 + r1);
  const onD11 = -onD2 / (r0 + r1);
  return [onD10 / r0, onD11 / r1 - onD10 / r0, -onD11 / r1];
}
