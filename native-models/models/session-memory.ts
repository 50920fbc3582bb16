import type { BuiltGraph } from '../graphs/graph-builder.ts';

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
type WeighedGraph = Pick<BuiltGraph, 'weightBytes' | 'memory'>;

/** Whether a network's weights are copied. */
export function isPrepacked(weightMemory: WeightMemory, weightBytes: number): boolean {
  if (weightMemory === 'automatic') return weightBytes < PREPACK_BELOW_BYTES;
  return weightMemory === 'prepacked';
}

/**
 * Whether the processor widens mapped weights of half precision as it comes to each layer, and not while the session opens:
 * of a full-size UNet 0.5 GB and not 3.5 are the process's own then, for some hundredths of a step's time. What else is
 * made of weights would be made at every step too, so there may be nothing of it that takes time.
 */
export function widensWhileRunning(
  { weightBytes, memory }: WeighedGraph,
  weightMemory: WeightMemory = 'automatic',
): boolean {
  const isMapped = !isPrepacked(weightMemory, weightBytes);
  return isMapped && memory.widenedBytes > 0 && memory.foldsLittle;
}

/** What the weights of a session on the processor take, in bytes. */
export interface WeightsInMemory {
  /** The process's own, for as long as the session is open. */
  readonly keptBytes: number;
  /** Besides, until it is open. */
  readonly openingBytes: number;
  /** Besides, while it runs. */
  readonly runningBytes: number;
  /** Mapped from the user's files, and shared with other sessions on them. */
  readonly mappedBytes: number;
  /** How many more these would be in float32. */
  readonly narrowBytes: number;
}

export function weightsInMemory(
  graph: WeighedGraph,
  weightMemory: WeightMemory = 'automatic',
): WeightsInMemory {
  const { weightBytes, memory } = graph;
  if (widensWhileRunning(graph, weightMemory)) {
    const narrowBytes = memory.widenedBytes / 2;
    return {
      keptBytes: memory.foldedBytes - memory.widenedBytes,
      openingBytes: 0,
      runningBytes: memory.widenedAtOnceBytes,
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
    runningBytes: 0,
    mappedBytes: Math.max(0, weightBytes - keptBytes),
    narrowBytes: 0,
  };
}
