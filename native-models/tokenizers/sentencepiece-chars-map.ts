import { TokenizerError } from './tokenizer-error.ts';

/** The longest rule that matches at a position: how many bytes it takes and what stands in their place. */
interface CharsMapMatch {
  readonly byteLength: number;
  /** May be empty: the rule then deletes the text. */
  readonly replacement: string;
}

/** A model's own normalization rules, e.g. NFKC with changes, over UTF-8 bytes. */
export interface CharsMap {
  /**
   * @param bytes a text in UTF-8; matching starts at byte `from`.
   * @returns null where no rule applies.
   * @throws TokenizerError `invalid-model` where the map points outside itself.
   */
  longestMatch(bytes: Uint8Array, from: number): CharsMapMatch | null;
}

/**
 * Reads `precompiled_charsmap`: the byte length of a Darts-clone double array, the array (little-endian 32-bit units),
 * then the replacements, each ended by a zero byte. A key's value is the offset of its replacement.
 *
 * Matches sentencepiece 0.1.97, `Normalizer::NormalizePrefix`.
 *
 * @throws TokenizerError `invalid-model` where the sizes do not fit.
 */
export function readCharsMap(blob: Uint8Array): CharsMap {
  const view = new DataView(blob.buffer, blob.byteOffset, blob.byteLength);
  const trieBytes = blob.length >= 4 ? view.getUint32(0, true) : 0;
  if (trieBytes === 0 || trieBytes % 4 !== 0 || 4 + trieBytes >= blob.length) {
    throw damaged(`its double array claims ${trieBytes} of ${blob.length} bytes`);
  }
  const units = Uint32Array.from({ length: trieBytes / 4 }, (_, i) =>
    view.getUint32(4 + 4 * i, true),
  );
  const replacements = blob.subarray(4 + trieBytes);

  return {
    longestMatch(bytes, from) {
      const match = longestKey(units, bytes, from);
      return (
        match && {
          byteLength: match.length,
          replacement: readReplacement(replacements, match.value),
        }
      );
    },
  };
}

// A unit holds a label (the byte that leads to it), the offset to its children and whether one of them is a leaf.
const labelOf = (unit: number) => unit & 0x800000ff;
const offsetOf = (unit: number) => (unit >>> 10) << ((unit & 0x200) >>> 6);
const hasLeaf = (unit: number) => (unit & 0x100) !== 0;
const valueOf = (leaf: number) => leaf & 0x7fffffff;

function longestKey(
  units: Uint32Array,
  bytes: Uint8Array,
  from: number,
): { length: number; value: number } | null {
  let found: { length: number; value: number } | null = null;
  let node = offsetOf(unitAt(units, 0));
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    node ^= byte;
    const unit = unitAt(units, node);
    if (labelOf(unit) !== byte) break;
    node ^= offsetOf(unit);
    if (hasLeaf(unit)) found = { length: at + 1 - from, value: valueOf(unitAt(units, node)) };
  }
  return found;
}

function unitAt(units: Uint32Array, index: number): number {
  const unit = units[index];
  if (unit === undefined) throw damaged(`unit ${index} lies outside its double array`);
  return unit;
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Longest replacement taken, in bytes, since every character of a prompt may get it; NFKC's longest has 33. */
const MAX_REPLACEMENT_BYTES = 64;

function readReplacement(replacements: Uint8Array, offset: number): string {
  const possible = replacements.subarray(offset, offset + MAX_REPLACEMENT_BYTES + 1);
  const length = possible.indexOf(0);
  if (length < 0) {
    throw damaged(
      `a replacement starts at ${offset} of ${replacements.length} bytes and does not end within ${MAX_REPLACEMENT_BYTES}`,
    );
  }
  return decoder.decode(possible.subarray(0, length));
}

function damaged(reason: string): TokenizerError {
  return new TokenizerError(
    'invalid-model',
    `The SentencePiece model's character map is damaged: ${reason}. Copy or download the model again.`,
  );
}
