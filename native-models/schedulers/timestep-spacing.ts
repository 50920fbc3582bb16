import { SchedulerError } from './scheduler-error.ts';

/**
 * Which training timesteps a run visits (Lin et al. 2023, arXiv 2305.08891, table 2):
 * - `linspace`: first and last both included
 * - `leading`: multiples of ⌊T / n⌋ plus `stepsOffset`; the last training timestep is never visited
 * - `trailing`: counted down from the last training timestep
 */
export type TimestepSpacing = 'leading' | 'linspace' | 'trailing';

/** `count` timesteps out of `numTrainTimesteps`, from high to low; those of `linspace` are fractional. */
export function spacedTimesteps(
  spacing: TimestepSpacing,
  count: number,
  numTrainTimesteps: number,
  stepsOffset: number,
): number[] {
  switch (spacing) {
    case 'linspace':
      return linspaceTimesteps(numTrainTimesteps - 1, count);
    case 'leading':
      return leadingTimesteps(numTrainTimesteps, count, stepsOffset);
    case 'trailing':
      return trailingTimesteps(numTrainTimesteps, numTrainTimesteps, count);
  }
}

/** `linspace(0, last, count)` from high to low, not rounded. */
export function linspaceTimesteps(last: number, count: number): number[] {
  if (count === 1) return [0];
  const step = last / (count - 1);
  return Array.from({ length: count }, (_, i) => (i === 0 ? last : (count - 1 - i) * step));
}

/** Multiples of `⌊range / count⌋` from high to low, plus `stepsOffset`. */
export function leadingTimesteps(range: number, count: number, stepsOffset: number): number[] {
  const ratio = Math.floor(range / count);
  return Array.from({ length: count }, (_, i) => (count - 1 - i) * ratio + stepsOffset);
}

/**
 * `last, last − T/count, …` rounded, minus one. Always `count` entries: the reference's floating-point `arange` appends
 * a stray −1 for some counts (61, 103, 121 …), which would index the schedule from its end.
 */
export function trailingTimesteps(
  last: number,
  numTrainTimesteps: number,
  count: number,
): number[] {
  const ratio = numTrainTimesteps / count;
  return Array.from({ length: count }, (_, i) => roundHalfToEven(last - i * ratio) - 1);
}

/** Rounding as NumPy does it: 499.5 → 500, 500.5 → 500. */
export function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

/**
 * How many of the first timesteps image to image leaves out:
 * `StableDiffusionImg2ImgPipeline.get_timesteps`, diffusers 0.40.
 */
export function beginIndexForStrength(numInferenceSteps: number, strength: number): number {
  if (!(strength >= 0 && strength <= 1)) {
    throw new SchedulerError('invalid-steps', `Strength is ${strength}; it goes from 0 to 1.`);
  }
  const kept = Math.min(Math.trunc(numInferenceSteps * strength), numInferenceSteps);
  return numInferenceSteps - kept;
}

/**
 * Refuses a step count that the training schedule cannot hold.
 * @throws SchedulerError `invalid-steps`
 */
export function checkStepCount(numInferenceSteps: number, numTrainTimesteps: number): void {
  const fits =
    Number.isInteger(numInferenceSteps) &&
    numInferenceSteps >= 1 &&
    numInferenceSteps <= numTrainTimesteps;
  if (!fits) {
    throw new SchedulerError(
      'invalid-steps',
      `${numInferenceSteps} steps cannot be scheduled: give a whole number from 1 to ${numTrainTimesteps}.`,
    );
  }
}

/**
 * Refuses two steps from the same noise level, as rounding makes them of very many steps: DPM-Solver and UniPC divide by the
 * distance, and the reference ends in numbers that are none.
 *
 * @param levels noise levels before each step, without the one after the last.
 * @throws SchedulerError `invalid-steps`
 */
export function checkDistinctLevels(levels: readonly number[]): void {
  if (levels.every((level, i) => level !== levels[i + 1])) return;
  throw new SchedulerError(
    'invalid-steps',
    `${levels.length} steps are more than this sampler can tell apart: two would begin at the same noise level. Use fewer steps.`,
  );
}

/**
 * Refuses timesteps that the network never saw, e.g. 1000 steps with an offset of 1.
 * @throws SchedulerError `invalid-steps`
 */
export function checkTimesteps(timesteps: readonly number[], numTrainTimesteps: number): void {
  const stray = timesteps.find((t) => !(t >= 0 && t <= numTrainTimesteps - 1));
  if (stray !== undefined) {
    throw new SchedulerError(
      'invalid-steps',
      `This step count leads to timestep ${stray}, outside 0 … ${numTrainTimesteps - 1}. Use fewer steps.`,
    );
  }
}
