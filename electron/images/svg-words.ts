/** The system's fonts that have Japanese. */
export const fonts =
  "'Zen Kaku Gothic New','Hiragino Sans','Yu Gothic','Noto Sans CJK JP',sans-serif";

interface TextStyle {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly width: number;
  readonly colour?: string;
  readonly lines?: number;
}

/** Text in at most so many lines, three where it is not said; SVG breaks none by itself. */
export function writeWords(
  text: string,
  { x, y, size, width, colour = '#1d1a17', lines: most = 3 }: TextStyle,
): string {
  const lines = breakLines(text, width / size).slice(0, most);
  return lines
    .map(
      (line, i) =>
        `<text x="${x}" y="${y + i * size * 1.35}" font-size="${size}" fill="${colour}">${escape(line)}</text>`,
    )
    .join('');
}

/** Breaks where a line is full: a Japanese character is one wide, a Latin one about half. */
function breakLines(text: string, mostEms: number): string[] {
  const lines: string[] = [''];
  let ems = 0;
  for (const word of text.match(/[\p{L}\p{N}'’-]+\s*|./gu) ?? []) {
    for (const part of /^[\x20-\x7e]+$/.test(word) ? [word] : Array.from(word)) {
      const wide = Array.from(part).reduce((sum, c) => sum + (c < '\u2e80' ? 0.55 : 1), 0);
      if (ems + wide > mostEms && ems > 0) {
        lines.push('');
        ems = 0;
      }
      lines[lines.length - 1] += part;
      ems += wide;
    }
  }
  return lines;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
