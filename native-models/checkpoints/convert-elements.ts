import type { TensorDtype, TensorEntry } from './tensor-entry.ts';

/** Type that a tensor is rewritten as: float32 for those that are widened or narrowed to it, else its own. */
export function rewrittenDtype(dtype: TensorDtype): TensorDtype {
  return dtype === 'BF16' || dtype === 'F64' ? 'F32' : dtype;
}

/**
 * Elements as little-endian bytes of `rewrittenDtype`: bfloat16 exactly, float64 rounded to the nearest float32 as
 * `Tensor.float()` rounds.
 * @param bytes at a multiple of 8 in their buffer; returned as they are where their type stays.
 * @throws RangeError where a finite float64 is beyond float32.
 */
export function convertElements(bytes: Buffer, dtype: TensorDtype): Buffer {
  const { buffer, byteOffset, byteLength } = bytes;
  if (dtype === 'BF16') {
    const halves = new Uint16Array(buffer, byteOffset, byteLength / 2);
    const words = new Uint32Array(halves.length);
    for (let index = 0; index < halves.length; index += 1)
      words[index] = (halves[index] ?? 0) << 16;
    return Buffer.from(words.buffer);
  }
  if (dtype === 'F64') {
    const doubles = new Float64Array(buffer, byteOffset, byteLength / 8);
    const floats = new Float32Array(doubles);
    const lost = floats.findIndex(
      (float, index) => !Number.isFinite(float) && Number.isFinite(doubles[index]),
    );
    if (lost >= 0) throw new RangeError(`${doubles[lost]} is beyond float32`);
    return Buffer.from(floats.buffer);
  }
  return bytes;
}

/** A tensor that does not lie row by row. */
export type StridedEntry = TensorEntry & { readonly strides: readonly number[] };

/** Elements from a strided tensor's first to its last, both included, in its file. */
export function spanOf({ shape, strides }: StridedEntry): number {
  return shape.reduce((span, size, axis) => span + (size - 1) * (strides[axis] ?? 0), 1);
}

/**
 * Gathers some of a strided tensor's elements in row-major order.
 * @param span bytes of the tensor's span: see `spanOf`.
 * @param first place of the first element wanted, counted row by row.
 */
export function gatherElements(
  { shape, strides }: StridedEntry,
  span: Buffer,
  elementBytes: number,
  first: number,
  count: number,
): Buffer {
  const gathered = Buffer.allocUnsafeSlow(count * elementBytes);
  const place = shape.map(() => 0);
  let at = 0;
  let rest = first;
  for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
    const size = shape[axis] ?? 1;
    place[axis] = rest % size;
    rest = Math.floor(rest / size);
    at += (place[axis] ?? 0) * (strides[axis] ?? 0);
  }
  for (let index = 0; index < count; index += 1) {
    for (let byte = 0; byte < elementBytes; byte += 1) {
      gathered[index * elementBytes + byte] = span[at * elementBytes + byte] ?? 0;
    }
    // To the next place: the last axis first, as an odometer turns.
    for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
      const next = (place[axis] ?? 0) + 1;
      const stride = strides[axis] ?? 0;
      if (next < (shape[axis] ?? 1)) {
        place[axis] = next;
        at += stride;
        break;
      }
      at -= (next - 1) * stride;
      place[axis] = 0;
    }
  }
  return gathered;
}
