import type { TensorEntry, TensorIndex } from './tensor-entry.ts';

/**
 * What LoRAs and their relatives add to one weight, as the factors that their files hold. A weight is taken as the matrix
 * `[rows, width]`: output channels by input channels, for a convolution times its kernel, row-major as in the file.
 */
export type Factors =
  /** The tensor itself. */
  | { readonly kind: 'whole'; readonly tensor: TensorEntry }
  /** LoRA: `up [rows, rank] @ down [rank, width]`. */
  | { readonly kind: 'product'; readonly up: TensorEntry; readonly down: TensorEntry }
  /**
   * Tucker decomposition of a convolution: `Σ up[o, a] · core[a, b, kernel] · down[b, i]`.
   * `isTurned`: up is stored as `[a, o]`, as LoHa and LoKr do.
   */
  | {
      readonly kind: 'tucker';
      readonly up: TensorEntry;
      readonly core: TensorEntry;
      readonly down: TensorEntry;
      readonly isTurned: boolean;
    }
  /** LoHa: number by number. */
  | { readonly kind: 'hadamard'; readonly factors: readonly [Factors, Factors] }
  /** LoKr: every number of the first times the whole second. The first has no kernel. */
  | { readonly kind: 'kronecker'; readonly factors: readonly [Factors, Factors] };

/** DoRA (arXiv 2402.09353): the changed weight's rows, or columns, are brought to lengths of their own. */
export interface Magnitude {
  readonly tensor: TensorEntry;
  /** Whether there is a length for each output, or for each input with its kernel. */
  readonly per: 'output' | 'input';
}

/**
 * `strength · scale · factors`, or with a magnitude `strength` of the way from the weight to
 * `magnitude · v / ‖v‖`, `v = weight + scale · factors`.
 */
export interface WeightDelta {
  readonly factors: Factors;
  /** As it was trained: alpha / rank. */
  readonly scale: number;
  /** As the user wants it: 1 is as it was trained. */
  readonly strength: number;
  readonly magnitude?: Magnitude;
}

/** A tensor of a checkpoint together with what LoRAs add to it. */
interface AdaptedTensor extends TensorEntry {
  readonly deltas: readonly WeightDelta[];
}

export function deltasOf(entry: TensorEntry): readonly WeightDelta[] {
  return 'deltas' in entry ? (entry as AdaptedTensor).deltas : [];
}

/**
 * A checkpoint's tensors with further deltas, `strength` times as strong. Nothing is read or computed: a graph adds them
 * up while it is loaded. Several LoRAs are several calls.
 */
export function adaptTensors(
  tensors: TensorIndex,
  deltas: ReadonlyMap<string, WeightDelta>,
  strength: number,
): TensorIndex {
  if (strength === 0) return tensors;
  const adapted = new Map<string, TensorEntry | AdaptedTensor>(tensors);
  for (const [key, delta] of deltas) {
    const entry = tensors.get(key);
    if (!entry) throw new RangeError(`There is no ${key} to adapt.`);
    const stronger = { ...delta, strength: strength * delta.strength };
    adapted.set(key, { ...entry, deltas: [...deltasOf(entry), stronger] });
  }
  return adapted;
}
