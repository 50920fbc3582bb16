import type { TensorDtype } from './tensor-entry.ts';

const dtypeBytes: Readonly<Record<TensorDtype, number>> = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U8: 1,
  BOOL: 1,
};

/** Bytes of one element. */
export function bytesPerElement(dtype: TensorDtype): number {
  return dtypeBytes[dtype];
}

export function isTensorDtype(name: string): name is TensorDtype {
  return Object.hasOwn(dtypeBytes, name);
}

/** Whether a tensor of this type can be a weight. */
export function isFloatDtype(dtype: TensorDtype): boolean {
  return dtype === 'F16' || dtype === 'BF16' || dtype === 'F32' || dtype === 'F64';
}

/**
 * Bytes of a tensor, or null where the number is not exactly representable (over 2⁵³), which no file can hold.
 * @param shape non-negative integers.
 */
export function tensorBytes(shape: readonly number[], dtype: TensorDtype): number | null {
  // A zero anywhere makes the tensor empty, even beside dimensions whose product alone would overflow.
  if (shape.includes(0)) return 0;
  let bytes = bytesPerElement(dtype);
  for (const dimension of shape) {
    bytes *= dimension;
    if (!Number.isSafeInteger(bytes)) return null;
  }
  return bytes;
}
