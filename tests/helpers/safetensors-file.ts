import type { TensorDtype } from '../../native-models/checkpoints/tensor-entry.ts';

/** A tensor to be written; `data` may be left out where only the size matters (zeros). */
export interface TensorToWrite {
  readonly name: string;
  readonly dtype: TensorDtype;
  readonly shape: readonly number[];
  readonly data?: Uint8Array;
}

const elementBytes: Readonly<Record<TensorDtype, number>> = {
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

/** Bytes that a tensor's data has. */
function sizeOfTensor({ shape, dtype }: TensorToWrite): number {
  return shape.reduce((product, size) => product * size, elementBytes[dtype]);
}

/** The bytes of a tensor: its data, or zeros. */
export function bytesOfTensor(tensor: TensorToWrite): Uint8Array {
  return tensor.data ?? new Uint8Array(sizeOfTensor(tensor));
}

/** A whole safetensors file, tensors in the given order. */
export function encodeSafetensors(tensors: readonly TensorToWrite[]): Buffer {
  return encodeRawSafetensors(
    encodeSafetensorsHeader(tensors),
    Buffer.concat(tensors.map(bytesOfTensor)),
  );
}

/** The JSON header for tensors that follow one another. */
export function encodeSafetensorsHeader(tensors: readonly TensorToWrite[]): string {
  let end = 0;
  const fields = tensors.map((tensor) => {
    const begin = end;
    end += sizeOfTensor(tensor);
    const { dtype, shape } = tensor;
    const value = JSON.stringify({ dtype, shape, data_offsets: [begin, end] });
    // By hand, because an object would lose a tensor called __proto__.
    return `${JSON.stringify(tensor.name)}:${value}`;
  });
  return `{${fields.join(',')}}`;
}

/** Any header text before any data, with a length field that fits the header. */
export function encodeRawSafetensors(header: string | Uint8Array, data: Uint8Array): Buffer {
  const headerBytes = Buffer.from(header as string);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(headerBytes.byteLength));
  return Buffer.concat([length, headerBytes, data]);
}
