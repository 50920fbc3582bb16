import { CheckpointError, quoteName } from './checkpoint-error.ts';
import type { CheckpointFile } from './checkpoint-file.ts';
import { bytesPerElement, tensorBytes } from './tensor-dtype.ts';
import type { TensorEntry, TensorIndex } from './tensor-entry.ts';
import type { PickledTensor } from './torch-values.ts';

/**
 * Brings PyTorch's views of storages to places in the file.
 * @param places where each storage's bytes begin, by key; its size has been checked.
 * @returns tensors in the order of their bytes, those that do not lie row by row with their strides.
 * @throws CheckpointError `tensor-invalid`.
 */
export function locateViews(
  file: CheckpointFile,
  tensors: ReadonlyMap<string, PickledTensor>,
  places: ReadonlyMap<string, number>,
): TensorIndex {
  const entries: TensorEntry[] = [];
  for (const [name, tensor] of tensors) {
    const { storage, storageOffset, shape, strides } = tensor;
    const place = places.get(storage.key);
    if (place === undefined) throw new Error(`storage ${storage.key} was not located`);
    const byteLength = checkView(file, name, tensor);
    const offset = place + storageOffset * bytesPerElement(storage.dtype);
    const entry = { name, dtype: storage.dtype, shape, file: file.path, offset, byteLength };
    entries.push(isContiguous(tensor) ? entry : { ...entry, strides });
  }
  entries.sort((a, b) => a.offset - b.offset || a.byteLength - b.byteLength);
  return new Map(entries.map((entry) => [entry.name, entry]));
}

/** Most bytes of one tensor, 64 GiB: the largest weight of SD 1.x has 150 MB. */
const maxTensorBytes = 2 ** 36;
/** Most bytes of a tensor that repeats its storage: an expanded `position_ids` has 616. */
const maxRepeatedBytes = 2 ** 20;
/** Weights have at most 4 dimensions. */
const maxRank = 8;

/**
 * Checks that a view lies within its storage.
 * @returns bytes of the tensor's elements.
 */
function checkView(file: CheckpointFile, name: string, tensor: PickledTensor): number {
  const { storage, storageOffset, shape, strides } = tensor;
  const fail = (problem: string): never => {
    throw new CheckpointError(
      'tensor-invalid',
      file.path,
      `tensor ${quoteName(name)} ${problem}. The file is damaged or was made to mislead; do not trust it.`,
      { tensor: name },
    );
  };
  const counts = [storage.elements, storageOffset, ...shape, ...strides];
  if (!counts.every((count) => Number.isSafeInteger(count) && count >= 0)) {
    fail('has a negative or impossible size, stride or offset');
  }
  if (shape.length !== strides.length) fail('has not one stride per dimension');
  if (shape.length > maxRank) fail(`has ${shape.length} dimensions`);
  const bytes = tensorBytes(shape, storage.dtype);
  if (bytes === null || bytes > maxTensorBytes) return fail('has an impossible size');
  // Distance of the view's last element; products past 2⁵³ are too large however they are rounded.
  const last = shape.reduce(
    (sum, size, axis) => sum + (size - 1) * (strides[axis] ?? 0),
    storageOffset,
  );
  if (bytes > 0 ? last >= storage.elements : storageOffset > storage.elements) {
    fail(`reaches past the ${storage.elements} elements it is part of`);
  }
  // A few bytes must not become gigabytes when they are written out.
  const held = storage.elements * bytesPerElement(storage.dtype);
  if (bytes > Math.max(held, maxRepeatedBytes)) fail(`repeats ${held} bytes to ${bytes}`);
  return bytes;
}

/** Whether the elements lie one after the other in row-major order. The stride of an axis of length 1 does not matter. */
function isContiguous({ shape, strides }: PickledTensor): boolean {
  if (shape.includes(0)) return true;
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
    const size = shape[axis] ?? 0;
    if (size !== 1 && strides[axis] !== expected) return false;
    expected *= size;
  }
  return true;
}
