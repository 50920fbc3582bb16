import { relative, sep } from 'node:path';

import type { TensorDtype, TensorEntry } from '../checkpoints/tensor-entry.ts';
import { commonFolder, lengthsNeeded } from './external-data.ts';
import { type WeightProblem, weightsDoNotFit } from './graph-error.ts';
import type { ElementType, OnnxInitializer, OnnxValueInfo } from './onnx-proto.ts';

/** Types that weights may be stored in; those that are not what the network computes in get a Cast. */
const STORED_TYPES: { readonly [Dtype in TensorDtype]?: ElementType } = {
  F32: 'float32',
  F16: 'float16',
  BF16: 'bfloat16',
  F64: 'float64',
};

/** What a graph has to say of the files that its weights lie in. */
export interface StoredWeights {
  readonly initializers: readonly OnnxInitializer[];
  /** Folder that the locations in `initializers` are relative to. */
  readonly folder: string;
  /** Files that hold the weights, with the length each must at least have. */
  readonly files: ReadonlyMap<string, number>;
  /** How many numbers they are. */
  readonly elements: number;
}

/**
 * The tensors of a user's files that a graph refers to, byte for byte as they lie there. Those that do not fit are
 * collected, so that all of them can be named at once.
 */
export class StoredTensors {
  readonly #found = new Map<string, TensorEntry & { readonly value: OnnxValueInfo }>();
  readonly #problems = new Map<string, WeightProblem>();

  /**
   * A tensor under a name of its own; asked for again, the same.
   *
   * @param shape what the configuration implies. Dimensions of 1 at the end are not compared.
   */
  refer(name: string, entry: TensorEntry | undefined, shape: readonly number[]): OnnxValueInfo {
    const known = this.#found.get(name);
    if (known) return known.value;
    const problem = findProblem(name, entry, shape);
    if (problem || !entry) {
      // Keep building: the caller learns of every problem at once.
      if (problem) this.#problems.set(name, problem);
      return { name, type: 'float32', shape };
    }
    const value = { name, type: STORED_TYPES[entry.dtype] ?? 'float32', shape };
    this.#found.set(name, { ...entry, value });
    return value;
  }

  /** @throws GraphError `weights-do-not-fit`, naming every tensor that is missing or has the wrong form. */
  finish(network: string): StoredWeights {
    if (this.#problems.size > 0) throw weightsDoNotFit(network, [...this.#problems.values()]);
    const found = [...this.#found.values()];
    const folder = commonFolder(found.map(({ file }) => file));
    return {
      initializers: found.map(({ file, offset, byteLength, value }) => ({
        ...value,
        data: { location: relative(folder, file).split(sep).join('/'), offset, byteLength },
      })),
      folder,
      files: lengthsNeeded(found),
      elements: found.reduce((sum, { value }) => sum + elements(value.shape), 0),
    };
  }
}

function findProblem(
  key: string,
  entry: TensorEntry | undefined,
  expectedShape: readonly number[],
): WeightProblem | null {
  if (!entry) return { kind: 'missing', key, expectedShape };
  if (!sameMatrix(entry.shape, expectedShape))
    return { kind: 'wrong-shape', key, expectedShape, foundShape: entry.shape };
  if (!STORED_TYPES[entry.dtype])
    return { kind: 'wrong-dtype', key, expectedShape, foundDtype: entry.dtype };
  return null;
}

function sameMatrix(a: readonly number[], b: readonly number[]): boolean {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => (a[axis] ?? 1) === (b[axis] ?? 1)).every(
    Boolean,
  );
}

function elements(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
