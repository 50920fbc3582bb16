/**
 * - `unknown-scheduler`: no algorithm of that name here
 * - `unsupported-option`: the configuration asks for something that Stable Diffusion 1.x never needs and that is not here
 * - `invalid-config`: a field has the wrong type or a value outside its set
 * - `invalid-steps`: the step count cannot be scheduled
 * - `missing-noise`: a step that adds noise was given none
 * - `step-order`: a multistep plan was stepped out of order
 */
export type SchedulerErrorCode =
  | 'unknown-scheduler'
  | 'unsupported-option'
  | 'invalid-config'
  | 'invalid-steps'
  | 'missing-noise'
  | 'step-order';

/** Expected failure of a scheduler. The model's files are read only; nothing is ever changed by it. */
export class SchedulerError extends Error {
  override readonly name = 'SchedulerError';
  readonly code: SchedulerErrorCode;

  constructor(code: SchedulerErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
