import { inflateSync } from 'node:zlib';
import { PngError } from './png-chunks.ts';
import type { PngChunk } from './png-chunks.ts';

/** Longest text taken out of a compressed chunk: a recipe is a few kilobytes, a bomb is not. */
const maxTextBytes = 4 * 2 ** 20;

/**
 * International text chunk `iTXt`, uncompressed, without language and translated keyword (PNG specification, section
 * 11.3.3.4). Always `iTXt`, never `tEXt`, which is Latin-1 and garbles Japanese.
 *
 * @param keyword 1–79 Latin-1 characters
 */
export function createTextChunk(keyword: string, text: string): PngChunk {
  // keyword, 0; compression flag, compression method; language tag, 0; translated keyword, 0; text
  const head = Buffer.from(`${keyword}\0\0\0\0\0`, 'latin1');
  return { type: 'iTXt', data: Buffer.concat([head, Buffer.from(text, 'utf8')]) };
}

/**
 * Keyword and text of an `iTXt`, `tEXt` or `zTXt` chunk; null for every other chunk. `tEXt` is Latin-1, but several programs
 * write UTF-8 into it: bytes that are valid UTF-8 are taken for that.
 *
 * @throws PngError `bad-text` for a chunk that breaks the specification, `too-large` for text over 4 MiB
 */
export function readTextChunk(chunk: PngChunk): { keyword: string; text: string } | null {
  if (chunk.type !== 'iTXt' && chunk.type !== 'tEXt' && chunk.type !== 'zTXt') return null;
  const data = Buffer.from(chunk.data.buffer, chunk.data.byteOffset, chunk.data.byteLength);
  const keywordEnd = endOfField(data, 0);
  const keyword = data.toString('latin1', 0, keywordEnd);
  if (chunk.type === 'tEXt') {
    return { keyword, text: decodeLatin1(data.subarray(keywordEnd + 1)) };
  }
  if (chunk.type === 'zTXt') {
    // keyword, 0; compression method; text
    return { keyword, text: decodeLatin1(inflate(data.subarray(keywordEnd + 2))) };
  }
  const compressed = data[keywordEnd + 1];
  const languageEnd = endOfField(data, keywordEnd + 3);
  const translatedEnd = endOfField(data, languageEnd + 1);
  const bytes = data.subarray(translatedEnd + 1);
  return { keyword, text: decodeUtf8(compressed === 1 ? inflate(bytes) : bytes) };
}

function endOfField(data: Buffer, from: number): number {
  const end = data.indexOf(0, from);
  if (end < 0) throw new PngError('bad-text', 'A text chunk of the PNG file ends too early.');
  return end;
}

function inflate(bytes: Uint8Array): Uint8Array {
  try {
    return inflateSync(bytes, { maxOutputLength: maxTextBytes });
  } catch (cause) {
    const tooLarge = cause instanceof RangeError;
    throw new PngError(
      tooLarge ? 'too-large' : 'bad-text',
      tooLarge
        ? `A text chunk of the PNG file unpacks to more than ${maxTextBytes} bytes.`
        : 'A compressed text chunk of the PNG file cannot be unpacked.',
      { cause },
    );
  }
}

function decodeLatin1(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return Buffer.from(bytes).toString('latin1');
  }
}

function decodeUtf8(bytes: Uint8Array): string {
  if (bytes.byteLength > maxTextBytes) {
    throw new PngError('too-large', `A text chunk of the PNG file is over ${maxTextBytes} bytes.`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new PngError('bad-text', 'A text chunk of the PNG file is not UTF-8.', { cause });
  }
}
