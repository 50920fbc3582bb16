import { closeSync, openSync, readSync } from 'node:fs';

interface TensorHeader {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/** Tensor entries of a safetensors file: 8 bytes of length, then JSON. */
export function readSafetensorsHeader(path: string): Record<string, TensorHeader> {
  const file = openSync(path, 'r');
  try {
    const length = Buffer.alloc(8);
    readSync(file, length, 0, 8, 0);
    const text = Buffer.alloc(Number(length.readBigUInt64LE()));
    readSync(file, text, 0, text.length, 8);
    const { __metadata__: _metadata, ...tensors } = JSON.parse(text.toString('utf8')) as Record<
      string,
      TensorHeader
    >;
    return tensors;
  } finally {
    closeSync(file);
  }
}
