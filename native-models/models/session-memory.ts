import type { BuiltGraph } from '../graphs/built-graph.ts';

/**
 * - `mapped`: weights stay in the user's file and are mapped into memory. A full-size UNet is ready in 0.2 s and its
 *   3.4 GB belong to the system's file cache. Half-precision weights are widened layer by layer while the network runs.
 * - `prepacked`: ONNX Runtime copies every weight into the layout that its kernels like best, and convolutions work on
 *   blocks of channels. Costs seconds and a second copy for a large model; a small one gains a quarter per step.
 * - `automatic`: `prepacked` below 256 MB of weights, `mapped` above.
 */
export type WeightMemory = 'mapped' | 'prepacked' | 'automatic';

const PREPACK_BELOW_BYTES = 256 * 2 ** 20;

/** What a session is opened for. */
type WeighedGraph = Pick<BuiltGraph, 'weightBytes' | 'operations' | 'memory'>;

/** What LoRAs may add to the operations of a run before they are rather added to the weights once. */
const ADDED_SHARE = 0.3;

/** Whether a network's weights are copied. */
export function isPrepacked(weightMemory: WeightMemory, weightBytes: number): boolean {
  if (weightMemory === 'automatic') return weightBytes < PREPACK_BELOW_BYTES;
  return weightMemory === 'prepacked';
}

/**
 * Whether the processor makes what it needs of mapped weights as it comes to each layer, and not while the session opens:
 * widens those of half precision, and adds LoRAs. Of a full-size UNet half a gigabyte is the process's own then, and not 3.5
 * (6.5 with a LoRA), for some hundredths of a step's time; but large LoRAs at small sizes would take more of it.
 */
export function adaptsWhileRunning(
  { weightBytes, operations, memory }: WeighedGraph,
  weightMemory: WeightMemory = 'automatic',
): boolean {
  const { widenedBytes, foldedOperations } = memory;
  if (isPrepacked(weightMemory, weightBytes)) return false;
  if (widenedBytes === 0 && foldedOperations === 0) return false;
  return foldedOperations <= ADDED_SHARE * operations;
}

/** What a session on the processor takes, in bytes. */
export interface SessionMemory {
  /** The process's own, for as long as the session is open. */
  readonly keptBytes: number;
  /** Besides, until it is open. */
  readonly openingBytes: number;
  /** What a run computes, at most at once. */
  readonly computedBytes: number;
  /** Mapped from the user's files, and shared with other sessions on them. */
  readonly mappedBytes: number;
  /** How many more these would be in float32. */
  readonly narrowBytes: number;
}

export function memoryOfSession(
  graph: WeighedGraph,
  weightMemory: WeightMemory = 'automatic',
): SessionMemory {
  const { weightBytes, memory } = graph;
  if (adaptsWhileRunning(graph, weightMemory)) {
    const narrowBytes = memory.widenedBytes / 2;
    return {
      keptBytes: 0,
      openingBytes: 0,
      computedBytes: memory.activationBytes + memory.unfoldedBytes,
      mappedBytes: weightBytes - narrowBytes,
      narrowBytes,
    };
  }
  const copiedBytes = isPrepacked(weightMemory, weightBytes) ? weightBytes : 0;
  const keptBytes = Math.max(copiedBytes, memory.foldedBytes);
  return {
    keptBytes,
    // While copies are made of widened weights both are there (measured with half precision: 6.2 GB for the UNet).
    openingBytes: copiedBytes > 0 ? copiedBytes + memory.foldedBytes - keptBytes : 0,
    computedBytes: memory.activationBytes,
    mappedBytes: Math.max(0, weightBytes - keptBytes),
    narrowBytes: 0,
  };
}
