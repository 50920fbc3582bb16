import type { NoiseSchedule } from './noise-schedule.ts';
import type { NoiseScheduleConfig } from './scheduler-config.ts';
import { timestepOfSigma, trainingSigmas } from './sigma-schedules.ts';
import { layOutSigmas, type SigmaLayout } from './sigma-space.ts';
import { roundHalfToEven } from './timestep-spacing.ts';

/**
 * The schedule with a level between each two of its levels but the last, where a step looks ahead:
 * σ₀ b(σ₀, σ₁) σ₁ b(σ₁, σ₂) … σₙ₋₁ 0. `set_timesteps` of the KDPM2 classes of diffusers 0.40.0, which keep the levels
 * between apart, and which round the timesteps of Karras levels, but not of those between them.
 */
export function layOutDpm2(
  schedule: NoiseSchedule,
  config: NoiseScheduleConfig,
  numInferenceSteps: number,
  between: (from: number, to: number) => number,
): SigmaLayout {
  const layout = layOutSigmas(schedule, config, numInferenceSteps);
  const training = trainingSigmas(schedule);
  const looks = layout.sigmas
    .slice(1, -1)
    .map((to, k) => Math.fround(between(layout.sigmas[k]!, to)));
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
