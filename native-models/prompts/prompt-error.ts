/**
 * - `invalid-weight`: `(word:1.2.3)`, a weight that is no number or not finite
 * - `word-too-long`: a learned word has more vectors than a window has places
 * - `unbalanced-braces`: a `{` without `}`, or the other way round
 * - `invalid-choice`: `{3$$a|b}` asks for more than there is, or no option has any weight
 * - `unknown-wildcard`: `__name__` for which there are no lines
 * - `unreadable-wildcard`: there is something of that name, but it cannot be read
 * - `recursion-too-deep`: brackets, choices or schedules within each other, or wildcards that name each other
 * - `text-too-long`: choices, wildcards or schedules lead to longer texts than a picture can be made from
 */
export type PromptErrorCode =
  | 'invalid-weight'
  | 'word-too-long'
  | 'unbalanced-braces'
  | 'invalid-choice'
  | 'unknown-wildcard'
  | 'unreadable-wildcard'
  | 'recursion-too-deep'
  | 'text-too-long';

/** Every expected failure of this room: a prompt that cannot be read. Nothing was drawn or changed. */
export class PromptError extends Error {
  override readonly name = 'PromptError';
  readonly code: PromptErrorCode;
  /** UTF-16 index in the text given, where one place is at fault. */
  readonly position: number | undefined;

  constructor(code: PromptErrorCode, message: string, options: { position?: number } = {}) {
    super(message);
    this.code = code;
    this.position = options.position;
  }
}
