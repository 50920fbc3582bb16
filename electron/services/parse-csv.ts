/**
 * Rows of comma-separated values (RFC 4180): a field in quotes may hold commas, line breaks and doubled quotes. A quote
 * within a field without them is a letter; one that is never closed ends with the text. Empty lines are no rows.
 */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain = '', end] of text.matchAll(field)) {
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"') + plain);
    if (end === ',') continue;
    if (row.length > 1 || row[0] !== '') rows.push(row);
    row = [];
    if (end === '') break;
  }
  return rows;
}

/** What is in quotes, what follows or stands without them, and what ends the field. */
const field = /(?:"((?:[^"]|"")*)(?:"|$))?([^,\r\n]*)(,|\r\n|\r|\n|$)/g;
