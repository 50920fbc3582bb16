import { TokenizerError } from './tokenizer-error.ts';

export const START_OF_TEXT = '<|startoftext|>';
export const END_OF_TEXT = '<|endoftext|>';
/** Ends the last symbol of a word. */
export const END_OF_WORD = '</w>';

export interface ClipVocabulary {
  /** Id by symbol: `photo</w>` → 1125. */
  readonly vocab: ReadonlyMap<string, number>;
  /** Pairs of symbols that are joined, the most important first. */
  readonly merges: readonly (readonly [string, string])[];
}

/** @throws TokenizerError `invalid-vocabulary` where a `vocab.json` is not an object of distinct ids. */
export function readClipVocabulary(json: string): Map<string, number> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch (cause) {
    throw invalid('vocab.json is not JSON', cause);
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw invalid('vocab.json is not an object');
  }
  const vocab = new Map<string, number>();
  const taken = new Set<number>();
  for (const [symbol, id] of Object.entries(parsed as Record<string, unknown>)) {
    if (typeof id !== 'number' || !Number.isInteger(id) || id < 0 || id >= 2 ** 24) {
      const shown = typeof id === 'number' ? id : `of the wrong kind (${typeof id})`;
      throw invalid(`vocab.json gives ${quote(symbol)} the id ${shown}`);
    }
    if (taken.has(id)) throw invalid(`vocab.json gives the id ${id} twice`);
    taken.add(id);
    vocab.set(symbol, id);
  }
  return vocab;
}

/**
 * Reads `merges.txt`: a `#version` line, then one pair per line.
 * @throws TokenizerError `invalid-vocabulary`.
 */
export function readClipMerges(text: string): [string, string][] {
  const lines = text.replace(/\n+$/, '').split(/\r?\n/);
  const pairs = lines[0]?.startsWith('#version') ? lines.slice(1) : lines;
  return pairs.map((line) => {
    const space = line.indexOf(' ');
    const left = line.slice(0, space);
    const right = line.slice(space + 1);
    if (space < 1 || right === '' || right.includes(' ')) {
      throw invalid(`merges.txt has the line "${line.slice(0, 40)}" where a pair should stand`);
    }
    return [left, right];
  });
}

/**
 * The character that stands for each byte in symbols: printable Latin-1 characters for themselves, U+0100 and up for
 * the rest, in byte order. Matches `bytes_to_unicode` of openai/CLIP (d05afc4).
 */
export const BYTE_SYMBOLS: readonly string[] = (() => {
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) =>
    String.fromCharCode(isPrintable(byte) ? byte : next++),
  );
})();

/** Byte symbols in the order in which CLIP's vocabulary begins: printable bytes, then the rest. */
export const BYTE_SYMBOLS_BY_ID: readonly string[] = [true, false].flatMap((printable) =>
  BYTE_SYMBOLS.filter((_, byte) => isPrintable(byte) === printable),
);

/**
 * Checks that vocabulary and merges belong together: every symbol is a byte, a special or made by a merge, and every
 * merge joins symbols to one. A list that was cut off would otherwise tokenize wrongly without a word.
 *
 * @param specials tokens that no merge makes.
 * @throws TokenizerError `invalid-vocabulary`.
 */
export function assertComplete(
  { vocab, merges }: ClipVocabulary,
  specials: readonly string[],
): void {
  const explained = new Set([
    ...specials,
    ...BYTE_SYMBOLS,
    ...BYTE_SYMBOLS.map((symbol) => symbol + END_OF_WORD),
  ]);
  for (const [left, right] of merges) {
    explained.add(left + right);
    const missing = [left, right, left + right].find((symbol) => !vocab.has(symbol));
    if (missing !== undefined)
      throw invalid(`vocab.json lacks ${quote(missing)}, which merges.txt uses`);
  }
  for (const symbol of vocab.keys()) {
    if (!explained.has(symbol))
      throw invalid(`merges.txt lacks the merge that makes ${quote(symbol)}`);
  }
}

/** A symbol out of an untrusted file, short enough for a message. */
function quote(symbol: string): string {
  return JSON.stringify(symbol.slice(0, 40));
}

function isPrintable(byte: number): boolean {
  return (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte !== 0xad);
}

/** A `TokenizerError` `invalid-vocabulary` that says what is wrong with the files. */
export function invalid(reason: string, cause?: unknown): TokenizerError {
  return new TokenizerError(
    'invalid-vocabulary',
    `The CLIP tokenizer's files are damaged or do not belong together: ${reason}. Copy or download them again.`,
    { cause },
  );
}
