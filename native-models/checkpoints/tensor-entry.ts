/**
 * Where one tensor of a checkpoint lies on disk. Nothing here holds weights: a graph refers to these bytes as
 * external data and ONNX Runtime maps them from the user's own file.
 */
export interface TensorEntry {
  /** Key as written in the checkpoint, e.g. `down_blocks.0.resnets.0.conv1.weight`. */
  readonly name: string;
  readonly dtype: TensorDtype;
  /** Row-major dimensions; `[]` is a scalar. */
  readonly shape: readonly number[];
  /** Absolute path of the file that holds the bytes. */
  readonly file: string;
  /** First byte of the tensor in `file`. */
  readonly offset: number;
  /** `elements × dtype size`. */
  readonly byteLength: number;
  /**
   * Elements from one index to the next in each dimension, where a tensor does not lie row by row (a transposed or
   * repeated view); its elements are then not the `byteLength` bytes from `offset`. Only `rewriteCheckpoint` reads such
   * tensors, and `readCheckpoint` returns none.
   */
  readonly strides?: readonly number[];
}

/** Element types of state dicts, by their safetensors names. */
export type TensorDtype =
  | 'F64'
  | 'F32'
  | 'F16'
  | 'BF16'
  | 'I64'
  | 'I32'
  | 'I16'
  | 'I8'
  | 'U8'
  | 'BOOL';

/** A checkpoint's tensors by key, in file order. */
export type TensorIndex = ReadonlyMap<string, TensorEntry>;

/** All that a file says without its weights being read. */
export interface CheckpointContents {
  /** Keys as written in the file, in the order of their bytes. Some may have strides. */
  readonly tensors: TensorIndex;
  /** `__metadata__` of a safetensors file; empty for others. */
  readonly metadata: ReadonlyMap<string, string>;
}
