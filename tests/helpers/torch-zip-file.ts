import { crc32 } from 'node:zlib';
import { dict, orderedDict, pickle, tensor, text } from './pickle-writer.ts';
import { bytesOfTensor, type TensorToWrite } from './safetensors-file.ts';

export interface ZipEntryToWrite {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A torch zip as `torch.save(state_dict)` writes it: `ROOT/data.pkl`, one storage per tensor, `ROOT/version`. */
export function encodeTorchZip(
  tensors: readonly TensorToWrite[],
  options: { readonly root?: string; readonly wrapped?: boolean } = {},
): Buffer {
  const root = options.root ?? 'archive';
  const views = tensors.map(({ name, dtype, shape }, index) => {
    const elements = shape.reduce((product, size) => product * size, 1);
    return [text(name), tensor({ storage: String(index), dtype, elements, shape })] as const;
  });
  const state = orderedDict(views);
  return encodeZip([
    {
      name: `${root}/data.pkl`,
      bytes: pickle(options.wrapped ? dict([[text('state_dict'), state]]) : state),
    },
    ...tensors.map((one, index) => ({ name: `${root}/data/${index}`, bytes: bytesOfTensor(one) })),
    { name: `${root}/version`, bytes: Buffer.from('3\n') },
  ]);
}

/** Alignment of the data in the archive, by padding in the local header's extra field. */
const alignment = 64;

/**
 * A stored zip in PyTorch's manner: sizes only in the central directory, padded local headers, data descriptors, and a
 * zip64 end record whatever the size.
 */
export function encodeZip(entries: readonly ZipEntryToWrite[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  const push = (bytes: Uint8Array): void => {
    parts.push(Buffer.from(bytes));
    at += bytes.byteLength;
  };
  for (const { name, bytes } of entries) {
    const place = at;
    const checksum = crc32(bytes);
    push(localHeader(name, place));
    push(bytes);
    push(words([4, 0x08074b50], [4, checksum], [4, bytes.byteLength], [4, bytes.byteLength]));
    directory.push(centralHeader(name, { checksum, size: bytes.byteLength, place }));
  }
  return Buffer.concat([...parts, encodeDirectory(directory, at)]);
}

/** The part of an entry before its data, padded so that the data is aligned. */
export function localHeader(name: string, place: number): Buffer {
  const nameBytes = Buffer.from(name, 'utf8');
  const unpadded = place + 30 + nameBytes.byteLength + 4;
  const padding = (alignment - (unpadded % alignment)) % alignment;
  return Buffer.concat([
    words([4, 0x04034b50], [2, 0], [2, 0x0808], [2, 0], [2, 0], [2, 0], [4, 0], [4, 0], [4, 0]),
    words([2, nameBytes.byteLength], [2, 4 + padding]),
    nameBytes,
    words([2, 0x4246], [2, padding]),
    Buffer.alloc(padding, 'Z'),
  ]);
}

export interface CentralEntry {
  readonly checksum: number;
  readonly size: number;
  /** Position of the local header. */
  readonly place: number;
}

/** An entry's line in the directory; what does not fit 32 bits goes into a zip64 field. */
export function centralHeader(name: string, { checksum, size, place }: CentralEntry): Buffer {
  const nameBytes = Buffer.from(name, 'utf8');
  const long = (value: number): [number, number][] => (value >= 0xffffffff ? [[8, value]] : []);
  const short = (value: number): [number, number] => [4, Math.min(value, 0xffffffff)];
  const values = words(...long(size), ...long(size), ...long(place));
  const extra = values.byteLength > 0 ? [words([2, 1], [2, values.byteLength]), values] : [];
  const extraBytes = Buffer.concat(extra);
  return Buffer.concat([
    words([4, 0x02014b50], [2, 0], [2, 0], [2, 0x0808], [2, 0], [2, 0], [2, 0], [4, checksum]),
    words(short(size), short(size), [2, nameBytes.byteLength], [2, extraBytes.byteLength]),
    words([2, 0], [2, 0], [2, 0], [4, 0], short(place)),
    nameBytes,
    extraBytes,
  ]);
}

/** The directory at position `at`, with both end records. */
export function encodeDirectory(headers: readonly Buffer[], at: number): Buffer {
  const directory = Buffer.concat(headers);
  const count = headers.length;
  const size = directory.byteLength;
  const end = at + size;
  return Buffer.concat([
    directory,
    words([4, 0x06064b50], [8, 44], [2, 0x031e], [2, 45], [4, 0], [4, 0]),
    words([8, count], [8, count], [8, size], [8, at]),
    words([4, 0x07064b50], [4, 0], [8, end], [4, 1]),
    words([4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count]),
    words([4, size], [4, Math.min(at, 0xffffffff)], [2, 0]),
  ]);
}

/** Little-endian integers of 2, 4 or 8 bytes. */
function words(...values: readonly (readonly [number, number])[]): Buffer {
  return Buffer.concat(
    values.map(([bytes, value]) => {
      const word = Buffer.alloc(8);
      word.writeBigUInt64LE(BigInt(value));
      return word.subarray(0, bytes);
    }),
  );
}
