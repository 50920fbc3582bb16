import type { BuiltGraph } from '../graphs/graph-builder.ts';
import { isPrepacked, type WeightMemory } from './sessions.ts';

/** What the weights of a session on the processor take, in bytes. */
export interface WeightsInMemory {
  /** The process's own, for as long as the session is open. */
  readonly keptBytes: number;
  /** Besides, until it is open. */
  readonly openingBytes: number;
  /** Mapped from the user's files, and shared with other sessions on them. */
  readonly mappedBytes: number;
}

/** Weights of another type than float32 are widened while a session opens, and their files are not needed any more. */
export function weightsInMemory(
  { weightBytes, memory: { foldedBytes } }: Pick<BuiltGraph, 'weightBytes' | 'memory'>,
  weightMemory: WeightMemory = 'automatic',
): WeightsInMemory {
  const copiedBytes = isPrepacked(weightMemory, weightBytes) ? weightBytes : 0;
  const keptBytes = Math.max(copiedBytes, foldedBytes);
  return {
    keptBytes,
    // While copies are made of widened weights both are there (measured with half precision: 6.2 GB for the UNet).
    openingBytes: copiedBytes > 0 ? copiedBytes + foldedBytes - keptBytes : 0,
    mappedBytes: Math.max(0, weightBytes - keptBytes),
  };
}
