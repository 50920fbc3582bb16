import { PictureFileError } from './picture-file-error.ts';

/** One chunk of a WebP file: four characters, e.g. `VP8X`, `EXIF`, `XMP ` (with its space). */
export interface WebpChunk {
  readonly type: string;
  readonly data: Uint8Array;
}

const headerLength = 12;
const exifFlag = 0x08;
const xmpFlag = 0x04;
const alphaFlag = 0x10;

/**
 * Chunks of a WebP file in order (RFC 9649). Lengths are checked against the bytes that are there; nothing is copied.
 *
 * @throws PictureFileError `unknown-format`, `truncated`; also while iterating
 */
export function* readWebpChunks(file: Uint8Array): Generator<WebpChunk> {
  if (!isWebp(file)) {
    throw new PictureFileError('unknown-format', 'These bytes do not begin as a WebP file does.');
  }
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const end = 8 + view.getUint32(4, true);
  if (end > file.length) throw truncated(headerLength);
  for (let at = headerLength; at < end;) {
    const start = at + 8;
    if (start > end) throw truncated(at);
    const length = view.getUint32(at + 4, true);
    if (length > end - start) throw truncated(at);
    yield { type: latin1(file, at, at + 4), data: file.subarray(start, start + length) };
    at = start + length + (length % 2);
  }
}

export function isWebp(file: Uint8Array): boolean {
  return (
    file.length >= headerLength && latin1(file, 0, 4) === 'RIFF' && latin1(file, 8, 12) === 'WEBP'
  );
}

/**
 * The same file with Exif and XMP, in place of those it had. A simple file becomes an extended one, which the format
 * asks for.
 *
 * @param width pixels, at most 16 383, as WebP has it
 */
export function setWebpMetadata(
  file: Uint8Array,
  metadata: { readonly exif?: Uint8Array | undefined; readonly xmp?: Uint8Array | undefined },
  { width, height }: { readonly width: number; readonly height: number },
): Uint8Array {
  const { exif, xmp } = metadata;
  const chunks = [...readWebpChunks(file)];
  const known = chunks.find(({ type }) => type === 'VP8X')?.data;
  const extended = Buffer.alloc(10);
  if (known !== undefined) extended.set(known.subarray(0, 10));
  else if (hasAlpha(chunks)) extended[0] = alphaFlag;
  extended[0] =
    ((extended[0] ?? 0) & ~(exifFlag | xmpFlag)) | (exif ? exifFlag : 0) | (xmp ? xmpFlag : 0);
  extended.writeUIntLE(width - 1, 4, 3);
  extended.writeUIntLE(height - 1, 7, 3);
  const replaced = new Set(['VP8X', 'EXIF', 'XMP ']);
  const body = Buffer.concat(
    [
      { type: 'VP8X', data: extended },
      ...chunks.filter(({ type }) => !replaced.has(type)),
      ...(exif ? [{ type: 'EXIF', data: exif }] : []),
      ...(xmp ? [{ type: 'XMP ', data: xmp }] : []),
    ].map(frameChunk),
  );
  const header = Buffer.from('RIFF    WEBP', 'latin1');
  header.writeUInt32LE(4 + body.length, 4);
  return Buffer.concat([header, body]);
}

/** A lossless bitstream says so in its own header; a lossy one keeps transparency in a chunk of an extended file. */
function hasAlpha(chunks: readonly WebpChunk[]): boolean {
  const lossless = chunks.find(({ type }) => type === 'VP8L');
  return lossless !== undefined && ((lossless.data[4] ?? 0) & 0x10) !== 0;
}

function frameChunk({ type, data }: WebpChunk): Uint8Array {
  const head = Buffer.alloc(8);
  head.write(type, 0, 'latin1');
  head.writeUInt32LE(data.length, 4);
  return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
}

function latin1(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to));
}

function truncated(at: number): PictureFileError {
  return new PictureFileError('truncated', `The WebP file ends inside of the chunk at ${at}.`);
}
