import { writeFileSync } from 'node:fs';

import type { TensorEntry, TensorIndex } from '../../../native-models/checkpoints/tensor-entry.ts';
import type { BuiltGraph } from '../../../native-models/graphs/graph-builder.ts';
import { GraphError } from '../../../native-models/graphs/graph-error.ts';

/*
 * Weights as a formula of key and place, so that a test needs no model files. The formula is section 5 "synthetic" of
 * the reference data's models/README.md; tests/reference/make_graphs.py computes the same in NumPy.
 */

/** `count` numbers in −1…1, float64. */
function uniform(key: string, count: number): Float64Array {
  const [a, b] = [fnv(key), fnv(`${key}#`)];
  return Float64Array.from({ length: count }, (_, index) => {
    const value = mix((mix((index + a) >>> 0) ^ b) >>> 0);
    return ((value >>> 8) - 8_388_608) / 8_388_608;
  });
}

function fnv(text: string): number {
  let value = 2_166_136_261;
  for (const byte of new TextEncoder().encode(text))
    value = Math.imul(value ^ byte, 16_777_619) >>> 0;
  return value;
}

function mix(seed: number): number {
  let x = (seed ^ (seed >>> 16)) >>> 0;
  x = Math.imul(x, 0x7feb352d) >>> 0;
  x = (x ^ (x >>> 15)) >>> 0;
  x = Math.imul(x, 0x846ca68b) >>> 0;
  return (x ^ (x >>> 16)) >>> 0;
}

/** A network input of variance 1. */
export function formulaNoise(key: string, shape: readonly number[]): Float32Array {
  return Float32Array.from(uniform(key, product(shape)), (value) => value * Math.sqrt(3));
}

export function formulaWeight(key: string, shape: readonly number[]): Float32Array {
  const [offset, scale] = offsetAndScale(key, shape);
  return Float32Array.from(uniform(key, product(shape)), (value) => offset + value * scale);
}

function offsetAndScale(key: string, shape: readonly number[]): [offset: number, scale: number] {
  if (key.endsWith('.bias')) return [0, 0.02];
  if (key.includes('token_embedding')) return [0, 1];
  if (key.includes('position_embedding')) return [0, 0.5];
  if (shape.length === 1) return [1, 0.02];
  return [0, Math.sqrt(3 / product(shape.slice(1)))];
}

/**
 * Writes the weights that a graph asks for, one after the other without any header, as float32.
 *
 * @param nameOf what the formula calls a key.
 */
export function writeFormulaWeights(
  file: string,
  build: (weights: TensorIndex) => BuiltGraph,
  nameOf: (key: string) => string = (key) => key,
): TensorIndex {
  const index = new Map<string, TensorEntry>();
  const parts: Float32Array[] = [];
  let offset = 0;
  for (const { key, expectedShape } of missingWeights(build)) {
    const values = formulaWeight(nameOf(key), expectedShape);
    const { byteLength } = values;
    index.set(key, { name: key, dtype: 'F32', shape: expectedShape, file, offset, byteLength });
    parts.push(values);
    offset += byteLength;
  }
  writeFileSync(file, Buffer.concat(parts.map((part) => Buffer.from(part.buffer))));
  return index;
}

/** What a graph asks for, learnt from the error that it throws without any weights. */
function missingWeights(build: (weights: TensorIndex) => BuiltGraph): GraphError['problems'] {
  try {
    build(new Map());
  } catch (error) {
    if (error instanceof GraphError) return error.problems;
    throw error;
  }
  return [];
}

function product(shape: readonly number[]): number {
  return shape.reduce((size, dimension) => size * dimension, 1);
}
