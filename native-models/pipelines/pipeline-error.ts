/**
 * - `invalid-size`: width or height is not a multiple of 8
 * - `invalid-steps`: no steps, also for want of strength, or more than the model's training schedule has
 * - `invalid-request`: counts of prompts, seeds or negative prompts do not fit each other, a number is out of range, or a
 *   picture has not the bytes of its size
 * - `wrong-model`: the model's UNet does other work than was asked for
 * - `not-finite`: the model's arithmetic gave NaN or infinity
 */
export type PipelineErrorCode =
  | 'invalid-size'
  | 'invalid-steps'
  | 'invalid-request'
  | 'wrong-model'
  | 'not-finite';

/** Expected failure of a generation. The model stays loaded and usable; pictures already yielded are whole. */
export class PipelineError extends Error {
  override readonly name = 'PipelineError';
  readonly code: PipelineErrorCode;

  constructor(code: PipelineErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
