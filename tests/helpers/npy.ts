import { readFileSync } from 'node:fs';

export interface NpyArray {
  /** Row-major dimensions. */
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/**
 * Reads a NumPy file of format 1.0 with little-endian float32 in C order, as all reference arrays are.
 * @throws Error on any other dtype, order or version.
 */
export function readNpy(file: string): NpyArray {
  const bytes = readFileSync(file);
  const headerLength = bytes.readUInt16LE(8);
  const header = bytes.toString('latin1', 10, 10 + headerLength);
  const shape = /'shape': \(([^)]*)\)/.exec(header)?.[1];
  if (bytes[6] !== 1 || shape === undefined || !/'<f4', 'fortran_order': False/.test(header)) {
    throw new Error(`${file} is not a float32 array in C order: ${header}`);
  }
  const data = new Float32Array(new Uint8Array(bytes.subarray(10 + headerLength)).buffer);
  return { shape: shape.split(',').filter(Boolean).map(Number), data };
}
