export interface SyntaxOptions {
  /** Whether full-width forms count as syntax. Default true; false is exactly what the reference reads. */
  readonly fullWidth?: boolean;
}

/**
 * A prompt as its syntax is read: full-width forms of ASCII, as a Japanese keyboard writes them, become ASCII, and U+2212
 * and U+3000 minus and space. Every character keeps its place, so that what the syntax encloses can be taken from the
 * prompt itself: `（１２３：１．３）` is 「１２３」 with weight 1.3.
 *
 * @returns a text as long as `text`, in which syntax is to be looked for.
 */
export function readSyntax(text: string, { fullWidth = true }: SyntaxOptions): string {
  if (!fullWidth) return text;
  return text.replaceAll(/[\uFF01-\uFF5E\u2212\u3000]/g, (character) => {
    if (character === '\u2212') return '-';
    if (character === '\u3000') return ' ';
    return String.fromCharCode(character.charCodeAt(0) - FULL_WIDTH_OFFSET);
  });
}

const FULL_WIDTH_OFFSET = 0xfee0;
