/*
 * Weights and inputs as a formula of their name and place: a network of any size needs no files, and every program that
 * knows the formula has the same numbers. It is section 5 "synthetic" of the reference data's models/README.md;
 * tests/reference/make_graphs.py computes the same in NumPy.
 */

/** Values of a tensor from `offset + u · scale`, u in −1 … 1, computed in float64 and rounded once. */
export interface ValueRange {
  readonly offset: number;
  readonly scale: number;
}

/** A network input of variance 1. */
export const noiseRange: ValueRange = { offset: 0, scale: Math.sqrt(3) };

/** How large a weight is, by its name and shape: activations keep their size through the network. */
export function weightRange(key: string, shape: readonly number[]): ValueRange {
  if (key.endsWith('.bias')) return { offset: 0, scale: 0.02 };
  if (key.includes('token_embedding')) return { offset: 0, scale: 1 };
  if (key.includes('position_embedding')) return { offset: 0, scale: 0.5 };
  if (shape.length === 1) return { offset: 1, scale: 0.02 };
  const fanIn = shape.slice(1).reduce((size, dimension) => size * dimension, 1);
  return { offset: 0, scale: Math.sqrt(3 / fanIn) };
}

/** Fills `values` with those of the tensor `key` from flat index `first` on. */
export function fillWithFormula(
  values: Float32Array,
  key: string,
  { offset, scale }: ValueRange,
  first = 0,
): void {
  const [a, b] = [fnv(key), fnv(`${key}#`)];
  for (let index = 0; index < values.length; index++) {
    const mixed = mix(mix((first + index + a) >>> 0) ^ b);
    values[index] = offset + (((mixed >>> 8) - 8_388_608) / 8_388_608) * scale;
  }
}

function fnv(text: string): number {
  let value = 2_166_136_261;
  for (const byte of new TextEncoder().encode(text)) value = Math.imul(value ^ byte, 16_777_619);
  return value >>> 0;
}

function mix(seed: number): number {
  let x = seed ^ (seed >>> 16);
  x = Math.imul(x, 0x7feb352d);
  x ^= x >>> 15;
  x = Math.imul(x, 0x846ca68b);
  return x ^ (x >>> 16);
}
