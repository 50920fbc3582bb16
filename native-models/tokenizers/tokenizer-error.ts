/**
 * - `lone-surrogate`: the text holds half of a UTF-16 pair at `position` and cannot be written as UTF-8.
 * - `unreadable-file`: a tokenizer file is missing, may not be read, or is larger than any vocabulary.
 * - `invalid-model`, `invalid-vocabulary`, `invalid-config`: a file is there but cut off, damaged or contradictory.
 * - `unsupported-model`: an intact file of a kind that this engine does not run.
 */
export type TokenizerErrorCode =
  | 'lone-surrogate'
  | 'unreadable-file'
  | 'invalid-model'
  | 'invalid-vocabulary'
  | 'invalid-config'
  | 'unsupported-model';

/** Every expected failure of this room. Tokenizing and loading change nothing, so nothing needs undoing. */
export class TokenizerError extends Error {
  override readonly name = 'TokenizerError';
  readonly code: TokenizerErrorCode;
  /** For `lone-surrogate`: the UTF-16 index in the text given. */
  readonly position: number | undefined;

  constructor(
    code: TokenizerErrorCode,
    message: string,
    options: { cause?: unknown; position?: number } = {},
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.position = options.position;
  }
}
