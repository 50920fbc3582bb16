import { gunzipSync } from 'node:zlib';
import { isObject, parseJson } from './parse-json.ts';
import type { PictureTexts } from './picture-texts.ts';
import { toText } from './recipe-values.ts';

/** Beginnings of what is hidden: as it is, or compressed by gzip. */
const signatures = { stealth_pnginfo: false, stealth_pngcomp: true } as const;
const signatureLength = 'stealth_pnginfo'.length;
/** Longest text that is unpacked: a recipe is a few kilobytes, a bomb is not. */
const maxTextBytes = 4 * 2 ** 20;

/**
 * Texts in the lowest bits of a picture's transparency ("stealth pnginfo"), which outlast programs that drop a file's
 * metadata: NovelAI's JSON of its PNG texts, or the text `parameters` of stable-diffusion-webui's extension. Bits run down
 * the columns: 15 letters, the length in bits in 32 of them, UTF-8.
 *
 * @param rgba bytes of `width × height` pixels
 * @returns null where nothing is hidden or it is cut off
 */
export function readHiddenTexts(
  rgba: Uint8Array,
  width: number,
  height: number,
): PictureTexts | null {
  const bytesAt = (start: number, count: number): Uint8Array => {
    const bytes = new Uint8Array(count);
    for (let bit = 0; bit < 8 * count; bit++) {
      const place = 8 * start + bit;
      const [x, y] = [Math.floor(place / height), place % height];
      const lowest = rgba[4 * (y * width + x) + 3]! & 1;
      bytes[bit >> 3]! |= lowest << (7 - (bit & 7));
    }
    return bytes;
  };
  const room = Math.floor((width * height) / 8) - signatureLength - 4;
  if (room <= 0) return null;
  const signature = Buffer.from(bytesAt(0, signatureLength)).toString('latin1');
  if (!Object.hasOwn(signatures, signature)) return null;
  const length = Buffer.from(bytesAt(signatureLength, 4)).readUInt32BE() / 8;
  if (!Number.isInteger(length) || length > room) return null;
  const hidden = bytesAt(signatureLength + 4, length);
  const text = decode(hidden, signatures[signature as keyof typeof signatures]);
  return text === null ? null : toTexts(text);
}

function decode(bytes: Uint8Array, isCompressed: boolean): string | null {
  try {
    const plain = isCompressed ? gunzipSync(bytes, { maxOutputLength: maxTextBytes }) : bytes;
    return new TextDecoder('utf-8', { fatal: true }).decode(plain);
  } catch {
    return null;
  }
}

/** An object holds a file's texts by name; what is not one is a single text. */
function toTexts(text: string): PictureTexts {
  const json = text.trimStart().startsWith('{') ? parseJson(text) : undefined;
  if (!isObject(json)) return new Map([['parameters', text]]);
  return new Map(
    Object.entries(json).flatMap(([name, value]): [string, string][] => {
      const each = isObject(value) ? JSON.stringify(value) : toText(value);
      return each === null ? [] : [[name, each]];
    }),
  );
}
