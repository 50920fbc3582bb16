import type { SentencePieceModel } from './sentencepiece-model.ts';
import { SPACE_SYMBOL } from './sentencepiece-normalize.ts';

/**
 * Joins pieces to text: `▁` becomes a space, the space before the first piece goes, runs of byte pieces become UTF-8.
 *
 * Matches sentencepiece 0.1.97, `SentencePieceProcessor::Decode`. An unknown id given as `<unk>` reads as the model's
 * unknown surface; an unknown piece with a text of its own keeps it. Each byte that is not part of valid UTF-8 becomes
 * U+FFFD.
 */
export function decodeSentencePieces(
  model: SentencePieceModel,
  pieces: readonly { readonly id: number; readonly piece: string }[],
): string {
  const { addDummyPrefix, removeExtraWhitespaces } = model.normalizer;
  const dropsLeadingSpace = addDummyPrefix || removeExtraWhitespaces;
  let text = '';
  let bytes: number[] = [];
  let atStart = true;

  const flushBytes = () => {
    text += decodeUtf8PerByte(bytes);
    bytes = [];
  };

  for (const { id, piece } of pieces) {
    const type = model.pieces[id]?.type;
    if (type === 'byte') {
      bytes.push(Number.parseInt(piece.slice(3, 5), 16));
      continue;
    }
    flushBytes();
    if (text !== '') atStart = false;
    if (type === 'control') continue;
    if (type === 'unknown') {
      text += piece === model.pieces[id]?.piece ? model.unkSurface : piece;
      continue;
    }
    const startsWithSpace = piece.startsWith(SPACE_SYMBOL);
    const dropped = atStart && dropsLeadingSpace && startsWithSpace;
    text += (dropped ? piece.slice(1) : piece).replaceAll(SPACE_SYMBOL, ' ');
    // With extra spaces kept, only one leading space is the dummy's; otherwise all of them go.
    if (dropped && !removeExtraWhitespaces) atStart = false;
  }
  flushBytes();
  return text;
}

/** Valid UTF-8 as it is; every other byte as one U+FFFD, where `TextDecoder` would give one for a longer run. */
function decodeUtf8PerByte(bytes: readonly number[]): string {
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const length = validLength(bytes.slice(at, at + 4));
    text +=
      length === 0 ? '\uFFFD' : strictDecoder.decode(Uint8Array.from(bytes.slice(at, at + length)));
    at += Math.max(1, length);
  }
  return text;
}

const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Bytes of the character that these begin with, or 0 where it is not valid UTF-8. */
function validLength(bytes: readonly number[]): number {
  const lead = bytes[0] ?? 0;
  const length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  if (bytes.length < length) return 0;
  try {
    strictDecoder.decode(Uint8Array.from(bytes.slice(0, length)));
    return length;
  } catch {
    return 0;
  }
}
