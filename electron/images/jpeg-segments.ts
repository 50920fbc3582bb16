import { PictureFileError } from './picture-file-error.ts';

/** One marker segment in front of a JPEG file's pixels. */
export interface JpegSegment {
  /** Second byte of the marker: 0xE1 is APP1, 0xFE a comment. */
  readonly marker: number;
  readonly data: Uint8Array;
}

/** Marker of Exif and XMP. */
export const app1 = 0xe1;
export const commentMarker = 0xfe;

const app0 = 0xe0;
const startOfScan = 0xda;
const endOfImage = 0xd9;
/** A segment's length is 16 bits and counts itself. */
const mostData = 0xffff - 2;

/**
 * Segments of a JPEG file up to its pixels (ITU-T T.81, annex B). Lengths are checked against the bytes that are there;
 * nothing is copied.
 *
 * @throws PictureFileError `unknown-format`, `truncated`, `bad-metadata`; also while iterating
 */
export function* readJpegSegments(file: Uint8Array): Generator<JpegSegment> {
  if (!isJpeg(file)) {
    throw new PictureFileError('unknown-format', 'These bytes do not begin as a JPEG file does.');
  }
  for (let at = 2; at < file.length;) {
    if (file[at] !== 0xff) {
      throw new PictureFileError('bad-metadata', `The JPEG file has no marker at ${at}.`);
    }
    const marker = file[at + 1];
    // Any number of 0xFF may fill the space in front of a marker.
    if (marker === 0xff) at += 1;
    else if (marker === startOfScan || marker === endOfImage) return;
    else {
      const length = ((file[at + 2] ?? 0) << 8) | (file[at + 3] ?? 0);
      const end = at + 2 + length;
      if (marker === undefined || length < 2 || end > file.length) throw truncated(at);
      yield { marker, data: file.subarray(at + 4, end) };
      at = end;
    }
  }
  throw truncated(file.length);
}

export function isJpeg(file: Uint8Array): boolean {
  return file[0] === 0xff && file[1] === 0xd8 && file[2] === 0xff;
}

/**
 * The same file with `segments` in front of its own, behind JFIF's APP0, which must come first.
 *
 * @throws PictureFileError `too-large` for a segment over 65 533 bytes
 */
export function insertJpegSegments(file: Uint8Array, segments: readonly JpegSegment[]): Uint8Array {
  const [first] = readJpegSegments(file);
  const at = first?.marker === app0 ? 2 + 4 + first.data.length : 2;
  return Buffer.concat([file.subarray(0, at), ...segments.map(frameSegment), file.subarray(at)]);
}

function frameSegment({ marker, data }: JpegSegment): Uint8Array {
  if (data.length > mostData) {
    throw new PictureFileError(
      'too-large',
      `A JPEG file takes at most ${mostData} bytes of text in one place, and the recipe needs ${data.length}. Save the picture as PNG, or without its recipe.`,
    );
  }
  const head = Buffer.alloc(4);
  head.writeUInt8(0xff, 0);
  head.writeUInt8(marker, 1);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([head, data]);
}

function truncated(at: number): PictureFileError {
  return new PictureFileError('truncated', `The JPEG file ends inside of the segment at ${at}.`);
}
