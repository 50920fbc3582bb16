/**
 * Character classes as Python's `re` understands them, for use inside `[]` with the flag `u`: the reference is written
 * in Python, and JavaScript's `\w` and `\b` know ASCII only.
 */
export const PYTHON_SPACE = '\\p{White_Space}\\x1c-\\x1f';
const PYTHON_WORD = '\\p{L}\\p{N}_';

/** A pattern (flag `u`) for `word` where no letter, digit or underscore touches it: Python's `\bword\b`. */
export function wholeWord(word: string): string {
  return `(?<![${PYTHON_WORD}])${word}(?![${PYTHON_WORD}])`;
}
