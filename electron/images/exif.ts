import { PictureFileError } from './picture-file-error.ts';

/** Tags that image generators write texts into, by their names in the Exif specification. */
export const exifTags = {
  imageDescription: 0x010e,
  make: 0x010f,
  model: 0x0110,
  software: 0x0131,
  userComment: 0x9286,
} as const;
export type ExifTexts = Partial<Record<keyof typeof exifTags, string>>;

const exifPointer = 0x8769;
const typeAscii = 2;
const typeLong = 4;
const typeUndefined = 7;
const entryLength = 12;
/** Marks the characters of a UserComment. */
const characterCode = { unicode: 'UNICODE\0', ascii: 'ASCII\0\0\0', jis: 'JIS\0\0\0\0\0' };
const codeLength = 8;

/**
 * The texts in an Exif block (Exif 2.32, a TIFF structure without its `Exif\0\0`), from the first directory and its Exif
 * directory. Programs put texts into either and write them as UTF-8, UTF-16 or JIS, whatever the type says.
 *
 * @throws PictureFileError `bad-metadata` where a directory or a text leads out of the block
 */
export function readExif(block: Uint8Array): ExifTexts {
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  if (block.length < 8) throw badExif('it is shorter than its own header');
  const littleEndian = view.getUint16(0) === 0x4949;
  if (view.getUint16(2, littleEndian) !== 42) throw badExif('it is no TIFF structure');
  const texts: ExifTexts = {};
  const names = new Map(Object.entries(exifTags).map(([name, tag]) => [tag as number, name]));
  const pointer = readDirectory(view.getUint32(4, littleEndian));
  if (pointer !== null) readDirectory(pointer);
  return texts;

  /** Takes over the texts of one directory. Returns where the Exif directory is, if this one says so. */
  function readDirectory(start: number): number | null {
    if (start + 2 > block.length) throw badExif('a directory lies behind its end');
    const count = view.getUint16(start, littleEndian);
    if (start + 2 + count * entryLength > block.length) throw badExif('a directory is cut off');
    let next: number | null = null;
    for (let entry = start + 2; entry < start + 2 + count * entryLength; entry += entryLength) {
      const tag = view.getUint16(entry, littleEndian);
      if (tag === exifPointer) next = view.getUint32(entry + 8, littleEndian);
      const name = names.get(tag) as keyof ExifTexts | undefined;
      const type = view.getUint16(entry + 2, littleEndian);
      if (name === undefined || (type !== typeAscii && type !== typeUndefined)) continue;
      const length = view.getUint32(entry + 4, littleEndian);
      const at = length <= 4 ? entry + 8 : view.getUint32(entry + 8, littleEndian);
      if (at + length > block.length) throw badExif(`${name} leads out of it`);
      const bytes = block.subarray(at, at + length);
      texts[name] = name === 'userComment' ? decodeComment(bytes) : decodeBytes(bytes);
    }
    return next;
  }
}

/** An Exif block with these texts: UserComment as UTF-16, which every reader knows, the others as UTF-8. */
export function createExif(texts: ExifTexts): Uint8Array {
  const main = Object.entries(texts)
    .filter(([name]) => name !== 'userComment')
    .map(([name, text]) => ({
      tag: exifTags[name as keyof ExifTexts],
      type: typeAscii,
      data: Buffer.from(`${text}\0`, 'utf8'),
    }))
    .toSorted((a, b) => a.tag - b.tag);
  const { userComment } = texts;
  const header = Buffer.from('MM\0\u002a\0\0\0\u0008', 'latin1');
  const mainLength = directoryLength([...main, ...(userComment === undefined ? [] : [null])]);
  const exifStart = header.length + mainLength + paddedSum(main.map(({ data }) => data));
  const pointer = { tag: exifPointer, type: typeLong, data: uint32(exifStart) };
  const first = writeDirectory([...main, ...(userComment === undefined ? [] : [pointer])], 8);
  if (userComment === undefined) return Buffer.concat([header, first]);
  const comment = {
    tag: exifTags.userComment,
    type: typeUndefined,
    data: Buffer.concat([Buffer.from(characterCode.unicode, 'latin1'), utf16(userComment)]),
  };
  return Buffer.concat([header, first, writeDirectory([comment], exifStart)]);
}

interface Entry {
  readonly tag: number;
  readonly type: number;
  readonly data: Uint8Array;
}

/** A directory at `start` followed by those of its values that are longer than four bytes. */
function writeDirectory(entries: readonly Entry[], start: number): Uint8Array {
  const directory = Buffer.alloc(directoryLength(entries));
  directory.writeUInt16BE(entries.length, 0);
  const values: Uint8Array[] = [];
  let valuesAt = start + directory.length;
  for (const [index, { tag, type, data }] of entries.entries()) {
    const at = 2 + index * entryLength;
    directory.writeUInt16BE(tag, at);
    directory.writeUInt16BE(type, at + 2);
    directory.writeUInt32BE(type === typeLong ? 1 : data.length, at + 4);
    if (data.length <= 4) {
      directory.set(data, at + 8);
      continue;
    }
    directory.writeUInt32BE(valuesAt, at + 8);
    values.push(data, Buffer.alloc(data.length % 2));
    valuesAt += data.length + (data.length % 2);
  }
  return Buffer.concat([directory, ...values]);
}

function directoryLength(entries: readonly unknown[]): number {
  return 2 + entries.length * entryLength + 4;
}

function paddedSum(values: readonly Uint8Array[]): number {
  const long = values.filter(({ length }) => length > 4);
  return long.reduce((sum, { length }) => sum + length + (length % 2), 0);
}

function decodeComment(bytes: Uint8Array): string {
  const code = Buffer.from(bytes.subarray(0, codeLength)).toString('latin1');
  const text = bytes.subarray(codeLength);
  switch (code) {
    case characterCode.unicode:
      return decodeUtf16(text);
    case characterCode.jis:
      return trimEnd(new TextDecoder('iso-2022-jp').decode(text));
    case characterCode.ascii:
    case '\0'.repeat(codeLength):
      return decodeBytes(text);
    default:
      // No code at all, as Fooocus writes it.
      return decodeBytes(bytes);
  }
}

/**
 * UTF-16 of whichever byte order: programs write big-endian into little-endian blocks and the other way round. Settings
 * are full of ASCII, whose high byte is 0.
 */
function decodeUtf16(bytes: Uint8Array): string {
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decodeUtf16As('utf-16be', bytes);
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decodeUtf16As('utf-16le', bytes);
  let high = 0;
  let low = 0;
  for (let at = 0; at + 1 < bytes.length; at += 2) {
    if (bytes[at] === 0) high += 1;
    if (bytes[at + 1] === 0) low += 1;
  }
  return decodeUtf16As(low > high ? 'utf-16le' : 'utf-16be', bytes);
}

function decodeUtf16As(encoding: 'utf-16be' | 'utf-16le', bytes: Uint8Array): string {
  return trimEnd(new TextDecoder(encoding).decode(bytes));
}

/** UTF-8 where it is that, otherwise Latin-1. */
function decodeBytes(bytes: Uint8Array): string {
  try {
    return trimEnd(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return trimEnd(Buffer.from(bytes).toString('latin1'));
  }
}

function trimEnd(text: string): string {
  return text.replace(/\0+$/, '');
}

function utf16(text: string): Uint8Array {
  return Buffer.from(text, 'utf16le').swap16();
}

function uint32(value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function badExif(what: string): PictureFileError {
  return new PictureFileError('bad-metadata', `The picture's Exif block is damaged: ${what}.`);
}
