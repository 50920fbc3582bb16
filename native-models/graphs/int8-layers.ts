import type { GraphValue } from './graph-builder.ts';
import type { OnnxAttribute } from './onnx-proto.ts';

/** Smallest and largest of a tensor's values. */
export interface ValueRange {
  readonly min: number;
  readonly max: number;
}

/**
 * How a layer is computed in 8-bit integers. Weights have a scale for every output and fill it. Activations have one scale:
 * - `convolution`: from these ranges; what lies outside is cut off.
 * - `linear`: from the values of every run. The result is float32 at once.
 */
export type Int8Layer =
  | { readonly kind: 'convolution'; readonly input: ValueRange; readonly output: ValueRange }
  | { readonly kind: 'linear' };

/** Layers by their paths; those that are not in it stay in floating point. */
export type Int8Layers = ReadonlyMap<string, Int8Layer>;

/** A layer that multiplies with weights, before it is computed. */
export interface Product {
  readonly kind: Int8Layer['kind'];
  readonly path: string;
  readonly input: GraphValue;
  /** `[out, in]`, and the kernel's height and width. */
  readonly weight: GraphValue;
  readonly bias: GraphValue | null;
  /** Of the result. */
  readonly shape: readonly number[];
  /** A convolution's. */
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
}

export interface ProductLayer extends Product {
  readonly output: GraphValue;
}

/** The first and the last convolution see and say the picture itself; they are small. */
const SENSITIVE = new Set(['conv_in', 'conv_out']);

/** Weights of a layer for which rounding what comes in costs less than is gained. */
const LEAST_WEIGHTS = 2 ** 14;

/** Whether a layer of a UNet gains from 8-bit integers, as long as its result is close enough. */
export function mayBeInt8({ path, weight }: ProductLayer): boolean {
  const weights = weight.shape.reduce((product, size) => product * size, 1);
  return !SENSITIVE.has(path) && weights >= LEAST_WEIGHTS;
}
