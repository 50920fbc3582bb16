/**
 * JSON as Python programs write it: `NaN` and `Infinity` become null, and whole numbers that a JavaScript number cannot
 * hold exactly (64-bit seeds) become their own digits as text. Undefined for anything that is not JSON.
 */
export function parseJson(text: string): unknown {
  if (text.length > longest) return undefined;
  try {
    return JSON.parse(toStandardJson(text), exactIntegers);
  } catch {
    return undefined;
  }
}

/** In UTF-16 units: a graph with everything in it is a few hundred thousand. */
const longest = 8 * 2 ** 20;

const special = /-?\b(?:NaN|Infinity)\b/g;

/** Replaces what Python writes outside of strings and JSON does not know. */
function toStandardJson(text: string): string {
  if (!text.includes('NaN') && !text.includes('Infinity')) return text;
  let standard = '';
  let begun = 0;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', begun)) {
    const end = endOfString(text, at);
    standard += text.slice(begun, at).replaceAll(special, 'null') + text.slice(at, end);
    begun = end;
  }
  return standard + text.slice(begun).replaceAll(special, 'null');
}

/** Place behind the quote that closes the string which begins at `start`. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at + 1;
  }
  return text.length;
}

/** The third argument of a reviver is newer than the type of `JSON.parse`. */
function exactIntegers(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const source = context?.source ?? '';
  return /^\d+$/.test(source) ? source : value;
}

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object that a text is as JSON; null where it is anything else. */
export function parseObject(text: string | undefined): JsonObject | null {
  if (text === undefined || !text.trimStart().startsWith('{')) return null;
  const value = parseJson(text);
  return isObject(value) ? value : null;
}
