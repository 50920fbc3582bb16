import { crc32 } from 'node:zlib';

/** One chunk of a PNG file, or a problem with the file. */
export interface PngChunk {
  /** Four ASCII letters, e.g. `IHDR`, `iTXt`. */
  readonly type: string;
  readonly data: Uint8Array;
}

export type PngErrorCode = 'not-a-png' | 'truncated' | 'bad-crc' | 'bad-text' | 'too-large';

/** The bytes are not a PNG file that can be read. */
export class PngError extends Error {
  override readonly name = 'PngError';
  readonly code: PngErrorCode;

  constructor(code: PngErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
/** Length, type and checksum of a chunk. */
const frameLength = 12;

/**
 * Chunks of a PNG file in order (PNG specification, section 5.3). Lengths are checked against the bytes that are
 * there before anything is taken; nothing is copied. Ends after `IEND`; what follows is ignored.
 *
 * @throws PngError `not-a-png`, `truncated`, `bad-crc`; also while iterating
 */
export function* readPngChunks(file: Uint8Array): Generator<PngChunk> {
  if (file.length < signature.length || !signature.every((byte, i) => file[i] === byte)) {
    throw new PngError('not-a-png', 'These bytes do not begin with the signature of a PNG file.');
  }
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  let at = signature.length;
  while (at < file.length) {
    const left = file.length - at - frameLength;
    if (left < 0) throw truncated(at);
    const length = view.getUint32(at);
    if (length > left) throw truncated(at);
    const typeAndData = file.subarray(at + 4, at + 8 + length);
    const type = String.fromCharCode(...typeAndData.subarray(0, 4));
    if (crc32(typeAndData) !== view.getUint32(at + 8 + length)) {
      throw new PngError('bad-crc', `The checksum of the PNG chunk ${type} at ${at} is wrong.`);
    }
    yield { type, data: typeAndData.subarray(4) };
    if (type === 'IEND') return;
    at += frameLength + length;
  }
  throw truncated(at);
}

/**
 * The same file with `chunks` placed after `IHDR`: near the beginning, so that a reader finds them without the pixels.
 *
 * @throws PngError where `file` does not begin with a complete `IHDR`
 */
export function insertPngChunks(file: Uint8Array, chunks: readonly PngChunk[]): Uint8Array {
  const header = readPngChunks(file).next().value;
  if (header?.type !== 'IHDR') {
    throw new PngError('not-a-png', 'The first chunk of this PNG file is not IHDR.');
  }
  const end = signature.length + frameLength + header.data.length;
  return Buffer.concat([file.subarray(0, end), ...chunks.map(frameChunk), file.subarray(end)]);
}

function frameChunk(chunk: PngChunk): Uint8Array {
  const framed = Buffer.alloc(frameLength + chunk.data.length);
  framed.writeUInt32BE(chunk.data.length, 0);
  framed.write(chunk.type, 4, 'latin1');
  framed.set(chunk.data, 8);
  const checksumAt = 8 + chunk.data.length;
  framed.writeUInt32BE(crc32(framed.subarray(4, checksumAt)), checksumAt);
  return framed;
}

function truncated(at: number): PngError {
  return new PngError('truncated', `The PNG file ends inside of the chunk that begins at ${at}.`);
}
