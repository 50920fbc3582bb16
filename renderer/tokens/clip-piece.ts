/** What a piece of a byte-level vocabulary stands for. */
export interface ClipPiece {
  /** The characters, where the bytes are whole characters; null for a fragment of one. */
  readonly text: string | null;
  /** Its bytes, e.g. `['E3', '82']`. */
  readonly hex: readonly string[];
  /** A word ends after it (`</w>`). */
  readonly wordEnd: boolean;
}

const wordEndMark = '</w>';

/**
 * Reads a piece as CLIP's vocabulary writes it: each byte is one printable character (GPT-2's `bytes_to_unicode`), so
 * that 「サ」, bytes E3 82 B5, is written `ãĤµ`.
 */
export function readClipPiece(piece: string): ClipPiece {
  const wordEnd = piece.endsWith(wordEndMark);
  const letters = wordEnd ? piece.slice(0, -wordEndMark.length) : piece;
  const bytes = [...letters].map((letter) => byteOf.get(letter));
  // A letter that stands for no byte: not this alphabet, so it is shown as it is written.
  if (bytes.some((byte) => byte === undefined)) return { text: letters, hex: [], wordEnd };
  const known = bytes.filter((byte) => byte !== undefined);
  const hex = known.map((byte) => byte.toString(16).toUpperCase().padStart(2, '0'));
  return { text: decode(known), hex, wordEnd };
}

function decode(bytes: readonly number[]): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      Uint8Array.from(bytes),
    );
  } catch {
    return null; // what TextDecoder says of bytes that are no whole characters
  }
}

const byteOf: ReadonlyMap<string, number> = byteAlphabet();

/** Printable Latin-1 characters stand for themselves; the other bytes for the characters from U+0100 on, in order. */
function byteAlphabet(): Map<string, number> {
  const alphabet = new Map<string, number>();
  let next = 0x100;
  for (let byte = 0; byte < 256; byte += 1) {
    const printable =
      (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
    alphabet.set(String.fromCodePoint(printable ? byte : next), byte);
    if (!printable) next += 1;
  }
  return alphabet;
}
