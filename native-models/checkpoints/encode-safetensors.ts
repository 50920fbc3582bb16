import { bytesPerElement, tensorBytes } from './tensor-dtype.ts';
import type { TensorDtype } from './tensor-entry.ts';

/** A tensor that a safetensors file is to hold. */
export interface TensorDescription {
  readonly name: string;
  readonly dtype: TensorDtype;
  readonly shape: readonly number[];
}

/**
 * The order in which the safetensors library writes: the widest types first, so that every tensor begins at a multiple of
 * its own element size, then by name.
 */
export function orderForSafetensors<Tensor extends TensorDescription>(
  tensors: readonly Tensor[],
): Tensor[] {
  return tensors.toSorted(
    (a, b) => bytesPerElement(b.dtype) - bytesPerElement(a.dtype) || (a.name < b.name ? -1 : 1),
  );
}

/**
 * The beginning of a safetensors file, up to the first tensor's bytes.
 * @param tensors in the order of their bytes; sizes that are no integers below 2⁵³ are a RangeError.
 */
export function encodeSafetensorsStart(tensors: readonly TensorDescription[]): Buffer {
  let end = 0;
  const fields = tensors.map(({ name, dtype, shape }) => {
    const begin = end;
    const bytes = tensorBytes(shape, dtype);
    if (bytes === null) throw new RangeError(`${name} is too large for any file`);
    end += bytes;
    // By hand, because an object would lose a tensor called __proto__.
    return `${JSON.stringify(name)}:${JSON.stringify({ dtype, shape, data_offsets: [begin, end] })}`;
  });
  const header = Buffer.from(`{"__metadata__":{"format":"pt"},${fields.join(',')}}`);
  const length = Math.ceil(header.byteLength / 8) * 8;
  // Spaces, so that the first tensor begins at a multiple of 8.
  const start = Buffer.alloc(8 + length, ' ');
  start.writeBigUInt64LE(BigInt(length));
  start.set(header, 8);
  return start;
}
