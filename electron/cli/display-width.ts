/**
 * First and last code points that a terminal draws two columns wide: the ranges `W` and `F` of Unicode's East Asian
 * Width (UAX #11), coarsened to blocks.
 */
const wideRanges: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x4dbf],
  [0x4e00, 0xa4cf],
  [0xa960, 0xa97c],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1faff],
  [0x20000, 0x3fffd],
];

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** Columns that a line of text takes in a terminal; combining marks and joined emoji count as one character. */
export function displayWidth(text: string): number {
  let columns = 0;
  for (const { segment } of graphemes.segment(text)) {
    const code = segment.codePointAt(0) ?? 0;
    if (/^[\p{Cc}\p{Mn}\p{Me}\p{Cf}]/u.test(segment)) continue;
    columns += isWide(code) || segment.includes('\uFE0F') ? 2 : 1;
  }
  return columns;
}

/** The text followed by as many spaces as it needs to fill `columns`. */
export function padToWidth(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - displayWidth(text)));
}

/** As much of the text's beginning as fits into `columns`; no character is cut through. */
export function cutToWidth(text: string, columns: number): string {
  let end = 0;
  let width = 0;
  for (const { segment, index } of graphemes.segment(text)) {
    width += displayWidth(segment);
    if (width > columns) return text.slice(0, end);
    end = index + segment.length;
  }
  return text;
}

function isWide(code: number): boolean {
  return wideRanges.some(([first, last]) => code >= first && code <= last);
}
