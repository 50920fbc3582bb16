import { SchedulerError } from './scheduler-error.ts';

/**
 * A check that steps arrive as 0, 1, 2 …: a multistep algorithm that is asked for another step would quietly use the
 * wrong history.
 */
export function expectStepsInOrder(): (i: number) => void {
  let next = 0;
  return (i) => {
    if (i !== next) {
      throw new SchedulerError(
        'step-order',
        `Step ${next} is next, but step ${i} was asked for. Lay out a new plan for a new run.`,
      );
    }
    next++;
  };
}

/**
 * The noise that a step must have.
 * @throws SchedulerError `missing-noise`
 */
export function requireNoise(noise: Float32Array | undefined, i: number): Float32Array {
  if (noise !== undefined) return noise;
  throw new SchedulerError('missing-noise', `Step ${i} adds noise, but was given none.`);
}
