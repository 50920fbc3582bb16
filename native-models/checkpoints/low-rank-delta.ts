import type { TensorEntry, TensorIndex } from './tensor-entry.ts';

/**
 * What a LoRA adds to one weight: `scale · (up @ down)`. The rank is the length of down's first axis; a convolution's
 * axes behind the second are flattened for the product.
 */
export interface LowRankDelta {
  /** `[out, rank]`, or `[out, rank, 1, 1]`. */
  readonly up: TensorEntry;
  /** `[rank, in]`, or `[rank, in, height, width]`. */
  readonly down: TensorEntry;
  readonly scale: number;
}

/** A tensor of a checkpoint together with what LoRAs add to it. */
interface AdaptedTensor extends TensorEntry {
  readonly deltas: readonly LowRankDelta[];
}

export function deltasOf(entry: TensorEntry): readonly LowRankDelta[] {
  return 'deltas' in entry ? (entry as AdaptedTensor).deltas : [];
}

/**
 * A checkpoint's tensors with further deltas, `scale` times as strong. Nothing is read or computed: a graph adds them
 * up while it is loaded. Several LoRAs are several calls.
 */
export function adaptTensors(
  tensors: TensorIndex,
  deltas: ReadonlyMap<string, LowRankDelta>,
  scale: number,
): TensorIndex {
  if (scale === 0) return tensors;
  const adapted = new Map<string, TensorEntry | AdaptedTensor>(tensors);
  for (const [key, delta] of deltas) {
    const entry = tensors.get(key);
    if (!entry) throw new RangeError(`There is no ${key} to adapt.`);
    const scaled = { ...delta, scale: scale * delta.scale };
    adapted.set(key, { ...entry, deltas: [...deltasOf(entry), scaled] });
  }
  return adapted;
}
