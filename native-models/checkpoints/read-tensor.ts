import { CheckpointError, quoteName } from './checkpoint-error.ts';
import { openCheckpointFile } from './checkpoint-file.ts';
import { bytesPerElement } from './tensor-dtype.ts';
import type { TensorDtype, TensorEntry } from './tensor-entry.ts';

/**
 * Reads the numbers of a few small tensors into memory: thresholds, factors, single vectors. Weights stay in their files.
 *
 * @returns one array per entry, in order, rounded to float32.
 * @throws CheckpointError `tensor-invalid` for a type that holds no fractions or for more than 64 MB, and everything
 *   that opening a file can meet.
 */
export async function readTensors(entries: readonly TensorEntry[]): Promise<Float32Array[]> {
  const values = new Map<TensorEntry, Float32Array>();
  for (const [file, inFile] of Map.groupBy(entries, (entry) => entry.file)) {
    await using opened = await openCheckpointFile(file);
    for (const entry of inFile) {
      const element = decoders[entry.dtype];
      if (!element || entry.byteLength > maxBytes) throw unreadable(entry);
      const bytes = await opened.read(entry.offset, entry.byteLength);
      const size = bytesPerElement(entry.dtype);
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const length = entry.byteLength / size;
      values.set(
        entry,
        Float32Array.from({ length }, (_, index) => element(view, index * size)),
      );
    }
  }
  return entries.map((entry) => values.get(entry) ?? new Float32Array());
}

const maxBytes = 64 * 2 ** 20;

const decoders: { readonly [Type in TensorDtype]?: (view: DataView, at: number) => number } = {
  F64: (view, at) => view.getFloat64(at, true),
  F32: (view, at) => view.getFloat32(at, true),
  F16: (view, at) => view.getFloat16(at, true),
  BF16: (view, at) => {
    const word = new DataView(new ArrayBuffer(4));
    word.setUint16(2, view.getUint16(at, true), true);
    return word.getFloat32(0, true);
  },
  I64: (view, at) => Number(view.getBigInt64(at, true)),
  I32: (view, at) => view.getInt32(at, true),
};

function unreadable(entry: TensorEntry): CheckpointError {
  return new CheckpointError(
    'tensor-invalid',
    entry.file,
    `tensor ${quoteName(entry.name)} (${entry.dtype}, ${entry.byteLength} bytes) cannot hold the few numbers that are expected there.`,
    { tensor: entry.name },
  );
}
