import { app1, commentMarker, isJpeg, readJpegSegments } from './jpeg-segments.ts';
import { readExif } from './exif.ts';
import { PictureFileError } from './picture-file-error.ts';
import { readPngChunks } from './png-chunks.ts';
import { readTextChunk } from './png-text.ts';
import { isWebp, readWebpChunks } from './webp-chunks.ts';
import { xmpKeyword, xmpSegmentName } from './xmp.ts';

export type PictureFormat = 'png' | 'jpeg' | 'webp';

/**
 * Every text that a picture file carries: a PNG's under their keywords, of all formats Exif's as `exif:userComment`,
 * `exif:make` …, XMP as `XML:com.adobe.xmp`, a JPEG's comment as `comment`. The first of a name counts.
 */
export type PictureTexts = ReadonlyMap<string, string>;

const exifSegmentName = 'Exif\0\0';

/** Which format the bytes are, by their beginning; null where it is none of those that are read here. */
function formatOf(file: Uint8Array): PictureFormat | null {
  if (file[0] === 0x89 && file[1] === 0x50) return 'png';
  if (isJpeg(file)) return 'jpeg';
  return isWebp(file) ? 'webp' : null;
}

/**
 * @throws PictureFileError or PngError where the bytes are no such picture, are cut off, or their texts are damaged.
 *   Pixels are not looked at.
 */
export function readPictureTexts(file: Uint8Array): PictureTexts {
  const texts = new Map<string, string>();
  for (const [name, text] of textsOf(file)) if (!texts.has(name)) texts.set(name, text);
  return texts;
}

function textsOf(file: Uint8Array): Iterable<[string, string]> {
  switch (formatOf(file)) {
    case 'png':
      return pngTexts(file);
    case 'jpeg':
      return jpegTexts(file);
    case 'webp':
      return webpTexts(file);
    case null:
      throw new PictureFileError(
        'unknown-format',
        'This file is neither PNG, JPEG, WebP nor AVIF, whatever its name says.',
      );
  }
}

function* pngTexts(file: Uint8Array): Generator<[string, string]> {
  for (const chunk of readPngChunks(file)) {
    const text = readTextChunk(chunk);
    if (text !== null) yield [text.keyword, text.text];
    else if (chunk.type === 'eXIf') yield* exifEntries(chunk.data);
  }
}

function* jpegTexts(file: Uint8Array): Generator<[string, string]> {
  for (const { marker, data } of readJpegSegments(file)) {
    if (marker === app1 && startsWith(data, exifSegmentName)) {
      yield* exifEntries(data.subarray(exifSegmentName.length));
    } else if (marker === app1 && startsWith(data, xmpSegmentName)) {
      yield [xmpKeyword, decode(data.subarray(xmpSegmentName.length))];
    } else if (marker === commentMarker) {
      yield ['comment', decode(data)];
    }
  }
}

function* webpTexts(file: Uint8Array): Generator<[string, string]> {
  for (const { type, data } of readWebpChunks(file)) {
    if (type === 'XMP ') yield [xmpKeyword, decode(data)];
    else if (type === 'EXIF') {
      // Some programs write the name of a JPEG segment here as well.
      const named = startsWith(data, exifSegmentName);
      yield* exifEntries(named ? data.subarray(exifSegmentName.length) : data);
    }
  }
}

/** @throws PictureFileError `bad-metadata` */
export function exifEntries(block: Uint8Array): [string, string][] {
  return Object.entries(readExif(block)).map(([name, text]) => [`exif:${name}`, text]);
}

function startsWith(bytes: Uint8Array, beginning: string): boolean {
  return Buffer.from(bytes.subarray(0, beginning.length)).toString('latin1') === beginning;
}

/** XMP and comments are UTF-8; a stray byte of another encoding must not hide the rest. */
function decode(bytes: Uint8Array): string {
  return new TextDecoder('utf-8').decode(bytes);
}
