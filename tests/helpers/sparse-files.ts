import { open } from 'node:fs/promises';
import { dict, orderedDict, pickle, tensor, text } from './pickle-writer.ts';
import { encodeSafetensorsHeader, type TensorToWrite } from './safetensors-file.ts';
import { encodeLegacyParts } from './torch-legacy-file.ts';
import { centralHeader, encodeDirectory, localHeader } from './torch-zip-file.ts';
import { crc32 } from 'node:zlib';

/**
 * Files of any size whose weights are holes: valid headers over zeros that cost no disk where the file system knows
 * holes. They must not be read whole.
 */

/** A piece of a file: bytes, or the length of a hole. */
type Piece = Uint8Array | number;

async function writePieces(file: string, pieces: Iterable<Piece>): Promise<string> {
  const handle = await open(file, 'w');
  let at = 0;
  try {
    for (const piece of pieces) {
      if (typeof piece === 'number') {
        at += piece;
      } else {
        await handle.write(piece, 0, piece.byteLength, at);
        at += piece.byteLength;
      }
    }
    await handle.truncate(at);
  } finally {
    await handle.close();
  }
  return file;
}

const elementsOf = ({ shape }: TensorToWrite): number =>
  shape.reduce((product, size) => product * size, 1);
const bytesPer: Readonly<Record<string, number>> = { F32: 4, F16: 2, BF16: 2, I64: 8, I32: 4 };
const bytesOf = (one: TensorToWrite): number => elementsOf(one) * (bytesPer[one.dtype] ?? 0);

export async function writeSparseSafetensors(
  file: string,
  tensors: readonly TensorToWrite[],
): Promise<string> {
  const header = Buffer.from(encodeSafetensorsHeader(tensors));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.byteLength));
  return await writePieces(file, [length, header, ...tensors.map(bytesOf)]);
}

/** As PyTorch Lightning writes training checkpoints: `{'state_dict': …}`. */
export async function writeSparseTorchZip(
  file: string,
  tensors: readonly TensorToWrite[],
): Promise<string> {
  const dataPickle = pickle(dict([[text('state_dict'), stateOf(tensors, false)]]));
  const entries = [
    { name: 'archive/data.pkl', content: dataPickle as Piece },
    ...tensors.map((one, index) => ({ name: `archive/data/${index}`, content: bytesOf(one) })),
  ];
  const pieces: Piece[] = [];
  const headers: Buffer[] = [];
  let at = 0;
  for (const { name, content } of entries) {
    const header = localHeader(name, at);
    const size = typeof content === 'number' ? content : content.byteLength;
    const checksum = typeof content === 'number' ? 0 : crc32(content);
    headers.push(centralHeader(name, { checksum, size, place: at }));
    pieces.push(header, content);
    at += header.byteLength + size;
  }
  return await writePieces(file, [...pieces, encodeDirectory(headers, at)]);
}

export async function writeSparseLegacy(
  file: string,
  tensors: readonly TensorToWrite[],
): Promise<string> {
  const storages = tensors.map((one, index) => ({
    key: String(index),
    elements: elementsOf(one),
    bytes: new Uint8Array(),
  }));
  // The parts without their storages' bytes end in one count after the other.
  const start = encodeLegacyParts({ state: stateOf(tensors, true), storages });
  const counts = tensors.length * 8;
  const pieces: Piece[] = [start.subarray(0, start.byteLength - counts)];
  tensors.forEach((one, index) => {
    const count = start.byteLength - counts + 8 * index;
    pieces.push(start.subarray(count, count + 8), bytesOf(one));
  });
  return await writePieces(file, pieces);
}

function stateOf(tensors: readonly TensorToWrite[], legacy: boolean): Uint8Array {
  return orderedDict(
    tensors.map((one, index) => {
      const { name, dtype, shape } = one;
      const view = { storage: String(index), dtype, elements: elementsOf(one), shape, legacy };
      return [text(name), tensor(view)] as const;
    }),
  );
}
