import { GraphError } from './graph-error.ts';

/** Typed reading of one config.json. An absent field takes the default; a field of another type is an error. */
export interface ConfigFields {
  integer(name: string, fallback: number): number;
  integers(name: string, fallback: readonly number[]): readonly number[];
  number(name: string, fallback: number): number;
  boolean(name: string, fallback: boolean): boolean;
  /** One of the given words. */
  word<const Word extends string>(name: string, words: readonly Word[], fallback: Word): Word;
  words<const Word extends string>(
    name: string,
    words: readonly Word[],
    fallback: readonly Word[],
  ): readonly Word[];
  /** Whether the field is present and not null. */
  has(name: string): boolean;
  isList(name: string): boolean;
  /** @throws GraphError where a field has another value than the one that our graphs are made for. */
  demand(supported: Readonly<Record<string, string | number | boolean | null>>): void;
}

/**
 * @param network what errors call the network, e.g. `UNet`.
 * @param json the parsed config.json.
 * @throws GraphError `unsupported-config`, as do all methods; the message names the field and its value.
 */
export function configFields(network: string, json: unknown): ConfigFields {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw unsupported(network, 'config.json', json, 'an object');
  const fields = new Map<string, unknown>(Object.entries(json));

  function field<Value>(
    name: string,
    fallback: Value,
    accepts: (value: unknown) => boolean,
    expected: string,
  ): Value {
    if (!fields.has(name)) return fallback;
    const value = fields.get(name);
    if (!accepts(value)) throw unsupported(network, name, value, expected);
    return value as Value;
  }

  return {
    integer: (name, fallback) =>
      field(name, fallback, isPositiveInteger, 'a positive whole number'),
    integers: (name, fallback) =>
      field(name, fallback, isListOf(isPositiveInteger), 'positive whole numbers'),
    number: (name, fallback) => field(name, fallback, Number.isFinite, 'a number'),
    boolean: (name, fallback) =>
      field(name, fallback, (value) => typeof value === 'boolean', 'true or false'),
    word: (name, words, fallback) => field(name, fallback, isWord(words), words.join(' or ')),
    words: (name, words, fallback) =>
      field(name, fallback, isListOf(isWord(words)), `a list of ${words.join(' or ')}`),
    has: (name) => (fields.get(name) ?? null) !== null,
    isList: (name) => Array.isArray(fields.get(name)),
    demand(supported) {
      for (const [name, expected] of Object.entries(supported)) {
        field(name, expected, (value) => value === expected, JSON.stringify(expected));
      }
    },
  };
}

function isPositiveInteger(value: unknown): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}

function isWord(words: readonly string[]): (value: unknown) => boolean {
  return (value) => typeof value === 'string' && words.includes(value);
}

function isListOf(accepts: (value: unknown) => boolean): (value: unknown) => boolean {
  return (value) => Array.isArray(value) && value.length > 0 && value.every(accepts);
}

function unsupported(network: string, field: string, value: unknown, expected: string): GraphError {
  const shown = (JSON.stringify(value) ?? 'undefined').slice(0, 120);
  return new GraphError(
    'unsupported-config',
    `The ${network} cannot be built: its config.json has "${field}": ${shown}, where Nishiki supports ${expected}. ` +
      `The model is unchanged; it is probably not a Stable Diffusion 1.x or 2.x model.`,
  );
}
