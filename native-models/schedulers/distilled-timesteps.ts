import { SchedulerError } from './scheduler-error.ts';

/**
 * Timesteps of distilled models (LCM, TCD): evenly spread over those that the model was distilled at, multiples of
 * ⌊T / original⌋ minus 1, from the last one down.
 * @throws SchedulerError `invalid-steps` for more steps than the distillation had.
 */
export function distilledTimesteps(
  count: number,
  numTrainTimesteps: number,
  originalInferenceSteps: number,
): number[] {
  if (count > originalInferenceSteps) {
    throw new SchedulerError(
      'invalid-steps',
      `${count} steps cannot be scheduled: the model was distilled at ${originalInferenceSteps} timesteps. ` +
        'LCM and TCD need 2 to 8 steps.',
    );
  }
  const stride = Math.floor(numTrainTimesteps / originalInferenceSteps);
  return Array.from({ length: count }, (_, i) => {
    const skipped = Math.floor((i * originalInferenceSteps) / count);
    return (originalInferenceSteps - skipped) * stride - 1;
  });
}
