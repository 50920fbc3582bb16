/**
 * - `weights-changed`: a weight file is gone, shorter than when it was read, or may not be opened
 * - `session-failed`: ONNX Runtime could not prepare a network, as a rule for want of memory
 * - `out-of-memory`: memory ran out while ONNX Runtime prepared or ran a network
 * - `run-failed`: ONNX Runtime stopped in the middle of a run
 * - `invalid-input`: an array has another length than its shape says, or a token id is not in the vocabulary
 * - `closed`: the model was disposed of
 */
export type ModelErrorCode =
  | 'weights-changed'
  | 'session-failed'
  | 'out-of-memory'
  | 'run-failed'
  | 'invalid-input'
  | 'closed';

/** A network could not be used. Files are never touched, so they are as they were. */
export class ModelError extends Error {
  override readonly name = 'ModelError';
  readonly code: ModelErrorCode;

  constructor(code: ModelErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
