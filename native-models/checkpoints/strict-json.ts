/**
 * JSON as a hostile file may write it. Differs from `JSON.parse` where that is too kind for a table of tensors: a key
 * given twice is an error, objects are Maps (so `__proto__` is a key like any other), numbers keep their spelling (so
 * 2⁵³ + 1, 0.5 and 1e3 can be told from integers), and depth and count are bounded.
 */
export type StrictJson =
  | null
  | boolean
  | string
  | JsonNumber
  | readonly StrictJson[]
  | ReadonlyMap<string, StrictJson>;

interface JsonNumber {
  /** As written. */
  readonly digits: string;
}

/** @property position in UTF-16 units of the text. */
export class StrictJsonError extends Error {
  readonly position: number;

  constructor(message: string, position: number) {
    super(`${message} at character ${position}`);
    this.name = 'StrictJsonError';
    this.position = position;
  }
}

/** Deepest nesting taken; a safetensors header has three levels. */
const maxDepth = 16;
/** Most values taken, so that a small text cannot become a large heap: a full SD 1.x checkpoint has 30 000. */
const maxValues = 500_000;
/** Longest number taken, in characters; 2⁶⁴ has twenty. */
const maxNumberLength = 64;

/**
 * Parses one JSON value with nothing but white space around it (RFC 8259).
 * @throws StrictJsonError
 */
export function parseStrictJson(text: string): StrictJson {
  let at = 0;
  let values = 0;
  const document = readValue(0);
  skipSpace();
  if (at < text.length) fail('unexpected text after the value');
  return document;

  function readValue(depth: number): StrictJson {
    if (depth > maxDepth) fail(`nested more than ${maxDepth} levels deep`);
    values += 1;
    if (values > maxValues) fail(`more than ${maxValues} values`);
    skipSpace();
    switch (text[at]) {
      case '{':
        return readObject(depth);
      case '[':
        return readArray(depth);
      case '"':
        return readString();
      case 't':
        return readWord('true', true);
      case 'f':
        return readWord('false', false);
      case 'n':
        return readWord('null', null);
      default:
        return readNumber();
    }
  }

  function readObject(depth: number): ReadonlyMap<string, StrictJson> {
    const object = new Map<string, StrictJson>();
    at += 1;
    skipSpace();
    if (text[at] === '}') {
      at += 1;
      return object;
    }
    for (;;) {
      skipSpace();
      if (text[at] !== '"') fail('expected a key in double quotes');
      const keyStart = at;
      const key = readString();
      if (object.has(key)) {
        at = keyStart;
        fail(`the key ${JSON.stringify(key)} is given twice`);
      }
      skipSpace();
      expect(':');
      object.set(key, readValue(depth + 1));
      skipSpace();
      if (text[at] === '}') {
        at += 1;
        return object;
      }
      expect(',');
    }
  }

  function readArray(depth: number): readonly StrictJson[] {
    const array: StrictJson[] = [];
    at += 1;
    skipSpace();
    if (text[at] === ']') {
      at += 1;
      return array;
    }
    for (;;) {
      array.push(readValue(depth + 1));
      skipSpace();
      if (text[at] === ']') {
        at += 1;
        return array;
      }
      expect(',');
    }
  }

  function readString(): string {
    const start = at;
    let escaped = false;
    for (at += 1; text[at] !== '"'; at += 1) {
      if (at >= text.length) fail('a string that is not closed');
      if (text.charCodeAt(at) < 0x20) fail('a control character in a string');
      if (text[at] === '\\') {
        escaped = true;
        at += 1;
      }
    }
    at += 1;
    const literal = text.slice(start, at);
    if (!escaped) return literal.slice(1, -1);
    try {
      return JSON.parse(literal) as string;
    } catch {
      return fail('a bad escape in the string that ends');
    }
  }

  function readNumber(): JsonNumber {
    const match = numberPattern.exec(text.slice(at, at + maxNumberLength));
    if (!match) fail(at < text.length ? 'expected a value' : 'the text ends too early');
    const digits = match[0];
    if (digits.length === maxNumberLength) fail('a number that is too long');
    at += digits.length;
    return { digits };
  }

  function readWord<Value extends boolean | null>(word: string, value: Value): Value {
    if (!text.startsWith(word, at)) fail('expected a value');
    at += word.length;
    return value;
  }

  function skipSpace(): void {
    while (at < text.length && ' \t\n\r'.includes(text.charAt(at))) at += 1;
  }

  function expect(character: string): void {
    if (text[at] !== character) fail(`expected "${character}"`);
    at += 1;
  }

  function fail(message: string): never {
    throw new StrictJsonError(message, at);
  }
}

const numberPattern = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/;
