import sharp from 'sharp';
import { insertJpegSegments } from '../../electron/images/jpeg-segments.ts';
import { insertPngChunks } from '../../electron/images/png-chunks.ts';
import { setWebpMetadata } from '../../electron/images/webp-chunks.ts';

export const side = 16;
const blank = () =>
  sharp({ create: { width: side, height: side, channels: 3, background: '#a42' } });

/** A PNG file with texts as Pillow writes them: Latin-1 as `tEXt`, everything else as `iTXt`. */
export async function pngWith(texts: Readonly<Record<string, string>>): Promise<Uint8Array> {
  const chunks = Object.entries(texts).map(([keyword, text]) => {
    const isLatin1 = Buffer.from(text, 'latin1').toString('latin1') === text;
    return isLatin1
      ? { type: 'tEXt', data: Buffer.from(`${keyword}\0${text}`, 'latin1') }
      : {
          type: 'iTXt',
          data: Buffer.concat([Buffer.from(`${keyword}\0\0\0\0\0`, 'latin1'), Buffer.from(text)]),
        };
  });
  return insertPngChunks(await blank().png().toBuffer(), chunks);
}

export async function jpegWith(exif: Uint8Array): Promise<Uint8Array> {
  const data = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), exif]);
  return insertJpegSegments(await blank().jpeg().toBuffer(), [{ marker: 0xe1, data }]);
}

export async function webpWith(exif: Uint8Array): Promise<Uint8Array> {
  return setWebpMetadata(await blank().webp().toBuffer(), { exif }, { width: side, height: side });
}

/** UserComment as piexif writes it for stable-diffusion-webui, and in the other byte order. */
export function unicodeComment(text: string, order: 'big' | 'little' = 'big'): Uint8Array {
  const utf16 = Buffer.from(text, 'utf16le');
  return Buffer.concat([
    Buffer.from('UNICODE\0', 'latin1'),
    order === 'big' ? utf16.swap16() : utf16,
  ]);
}

export interface ForeignTag {
  readonly tag: number;
  readonly data: Uint8Array;
  /** 2 is ASCII, 7 undefined. */
  readonly type?: 2 | 7;
}

/** An Exif block with all tags in its first directory or, as cameras do it, all in an Exif directory. */
export function exifOf(
  tags: readonly ForeignTag[],
  { littleEndian = false, inFirst = false }: { littleEndian?: boolean; inFirst?: boolean } = {},
): Uint8Array {
  const head = Buffer.alloc(inFirst ? 8 : 26);
  const u16 = (buffer: Buffer, value: number, at: number) =>
    littleEndian ? buffer.writeUInt16LE(value, at) : buffer.writeUInt16BE(value, at);
  const u32 = (buffer: Buffer, value: number, at: number) =>
    littleEndian ? buffer.writeUInt32LE(value, at) : buffer.writeUInt32BE(value, at);
  head.write(littleEndian ? 'II' : 'MM', 0, 'latin1');
  u16(head, 42, 2);
  u32(head, 8, 4);
  if (!inFirst) {
    u16(head, 1, 8);
    u16(head, 0x8769, 10);
    u16(head, 4, 12);
    u32(head, 1, 14);
    u32(head, head.length, 18);
  }
  const directory = Buffer.alloc(2 + tags.length * 12 + 4);
  u16(directory, tags.length, 0);
  let valuesAt = head.length + directory.length;
  for (const [index, { tag, data, type = 7 }] of tags.entries()) {
    const at = 2 + index * 12;
    u16(directory, tag, at);
    u16(directory, type, at + 2);
    u32(directory, data.length, at + 4);
    u32(directory, valuesAt, at + 8);
    valuesAt += data.length;
  }
  return Buffer.concat([head, directory, ...tags.map(({ data }) => data)]);
}
