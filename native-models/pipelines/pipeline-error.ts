/**
 * - `invalid-size`: width or height is not a multiple of 8
 * - `invalid-steps`: no steps, or more than the model's training schedule has
 * - `invalid-request`: counts of prompts, seeds or negative prompts do not fit each other, or a number is out of range
 * - `not-finite`: the model's arithmetic gave NaN or infinity
 */
export type PipelineErrorCode = 'invalid-size' | 'invalid-steps' | 'invalid-request' | 'not-finite';

/** Expected failure of a generation. The model stays loaded and usable; pictures already yielded are whole. */
export class PipelineError extends Error {
  override readonly name = 'PipelineError';
  readonly code: PipelineErrorCode;

  constructor(code: PipelineErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
