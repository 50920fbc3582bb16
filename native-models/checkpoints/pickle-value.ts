/** What a pickle's stack machine computes with. `Special` is what a host makes of names, calls and persistent ids. */
export type PickleValue<Special extends PickleSpecial> =
  | null
  | boolean
  | number
  /** Integers beyond ±2⁵³. */
  | bigint
  | string
  | Uint8Array
  | PickleTuple<Special>
  | PickleList<Special>
  | PickleDict<Special>
  | Special;

/** Told from the kinds below by its own `kind`. */
export interface PickleSpecial {
  readonly kind: string;
}

export interface PickleTuple<Special extends PickleSpecial> {
  readonly kind: 'tuple';
  readonly items: readonly PickleValue<Special>[];
}

export interface PickleList<Special extends PickleSpecial> {
  readonly kind: 'list';
  readonly items: PickleValue<Special>[];
}

/** `dict` and `OrderedDict`. Strings and numbers are found by value, other keys only by identity. */
export interface PickleDict<Special extends PickleSpecial> {
  readonly kind: 'dict';
  readonly entries: Map<PickleValue<Special>, PickleValue<Special>>;
}

export function isKind<Special extends PickleSpecial, Kind extends 'list' | 'tuple' | 'dict'>(
  value: PickleValue<Special> | undefined,
  kind: Kind,
): value is Extract<
  PickleTuple<Special> | PickleList<Special> | PickleDict<Special>,
  { kind: Kind }
> {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind;
}

export function isSpecial<Special extends PickleSpecial>(
  value: PickleValue<Special>,
): value is Special {
  return (
    typeof value === 'object' &&
    value !== null &&
    'kind' in value &&
    value.kind !== 'list' &&
    value.kind !== 'tuple' &&
    value.kind !== 'dict'
  );
}
