import { writeFileSync } from 'node:fs';

import {
  fillWithFormula,
  noiseRange,
  type ValueRange,
  weightRange,
} from '../../../bench/formula-values.ts';
import type { TensorEntry, TensorIndex } from '../../../native-models/checkpoints/tensor-entry.ts';
import type { BuiltGraph } from '../../../native-models/graphs/built-graph.ts';
import { GraphError } from '../../../native-models/graphs/graph-error.ts';

/** A network input of variance 1. */
export function formulaNoise(key: string, shape: readonly number[]): Float32Array {
  return formulaValues(key, shape, noiseRange);
}

export function formulaWeight(key: string, shape: readonly number[]): Float32Array {
  return formulaValues(key, shape, weightRange(key, shape));
}

function formulaValues(key: string, shape: readonly number[], range: ValueRange): Float32Array {
  const values = new Float32Array(product(shape));
  fillWithFormula(values, key, range);
  return values;
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
