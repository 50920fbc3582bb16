import type { GraphMemory } from './graph-memory.ts';

/** A network as ONNX Runtime opens it, and what is known of it before. */
export interface BuiltGraph {
  /** The ONNX model, some 100 kB: it holds no weights, only where they lie. */
  readonly model: Uint8Array;
  /** Folder that the locations in `model` are relative to; a session must be told about it. */
  readonly externalDataFolder: string;
  /** Keys of the checkpoint that the graph uses, in order of first use. */
  readonly weightKeys: readonly string[];
  /** Bytes that the weights take in the type that the network computes in. */
  readonly weightBytes: number;
  /** Files that hold the weights, with the length each must at least have. */
  readonly weightFiles: ReadonlyMap<string, number>;
  /** Floating-point operations of one run, a multiply-add counted as two; only products of matrices and convolutions. */
  readonly operations: number;
  readonly memory: GraphMemory;
}
