import { createAlignedTextBuilder } from './aligned-text.ts';
import type { AlignedText } from './aligned-text.ts';
import type { SentencePieceModel } from './sentencepiece-model.ts';
import { createStringTrie } from './string-trie.ts';
import { TokenizerError } from './tokenizer-error.ts';

/** U+2581, which stands for a space inside pieces. */
export const SPACE_SYMBOL = '▁';

/**
 * Makes a model's normalizer: its own character map, user-defined symbols left as they are, spaces collapsed and
 * escaped, a dummy `▁` before the text.
 *
 * Matches sentencepiece 0.1.97, `Normalizer::Normalize`. A text of nothing but spaces becomes empty, without a dummy.
 *
 * @returns a function of a well-formed text; its result is aligned to that text.
 */
export function createNormalizer(model: SentencePieceModel): (text: string) => AlignedText {
  const { addDummyPrefix, removeExtraWhitespaces, escapeWhitespaces, treatWhitespaceAsSuffix } =
    model.normalizer;
  const space = escapeWhitespaces ? SPACE_SYMBOL : ' ';
  const rewrite = createRewriter(model);

  return (text) => {
    const builder = createAlignedTextBuilder();
    let atStart = true;
    let afterSpace = removeExtraWhitespaces;
    for (const chunk of rewrite(text)) {
      if (atStart && removeExtraWhitespaces && chunk.text === ' ') continue;
      if (atStart && addDummyPrefix && !treatWhitespaceAsSuffix) {
        builder.append(space, { start: chunk.start, end: chunk.start });
      }
      atStart = false;
      const rewritten = afterSpace ? chunk.text.replace(/^ +/, '') : chunk.text;
      if (rewritten === '') continue;
      builder.append(rewritten.replaceAll(' ', space), chunk);
      afterSpace = removeExtraWhitespaces && rewritten.endsWith(' ');
    }
    if (atStart) return builder.finish();

    if (removeExtraWhitespaces) builder.trimEnd(space);
    if (addDummyPrefix && treatWhitespaceAsSuffix) {
      builder.append(space, { start: text.length, end: text.length });
    }
    return builder.finish();
  };
}

/** A stretch `[start, end)` of the original and what stands in its place. */
interface RewrittenChunk {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Rewrites a text chunk by chunk: a user-defined symbol as it is, else the longest rule, else one character. */
function createRewriter(model: SentencePieceModel) {
  const { charsMap } = model.normalizer;
  const userDefined = createStringTrie();
  for (const [id, { piece, type }] of model.pieces.entries()) {
    if (type === 'user-defined') userDefined.insert(piece, id);
  }

  return function* rewrite(text: string): Generator<RewrittenChunk> {
    const utf8 = encodeWithOffsets(text);
    for (let start = 0, end = 0; start < text.length; start = end) {
      end = start;
      userDefined.visitPrefixes(text, start, (symbolEnd) => (end = symbolEnd));
      const from = utf8.byteOf[start]!;
      const match = end > start ? null : charsMap?.longestMatch(utf8.bytes, from);
      if (match) {
        end = utf8.unitOf[from + match.byteLength]!;
        if (end < 0) throw ruleInsideCharacter(text, start);
        yield { text: match.replacement, start, end };
        continue;
      }
      if (end === start) end += text.codePointAt(start)! > 0xffff ? 2 : 1;
      yield { text: text.slice(start, end), start, end };
    }
  };
}

/** UTF-8 of a well-formed text, with the byte of each UTF-16 index and back (−1 inside a character). */
function encodeWithOffsets(text: string) {
  const bytes = new TextEncoder().encode(text);
  const byteOf = new Int32Array(text.length + 1);
  const unitOf = new Int32Array(bytes.length + 1).fill(-1);
  let byte = 0;
  let unit = 0;
  for (const character of text) {
    byteOf[unit] = byte;
    unitOf[byte] = unit;
    const codePoint = character.codePointAt(0) ?? 0;
    byte += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
    unit += character.length;
  }
  byteOf[unit] = byte;
  unitOf[byte] = unit;
  return { bytes, byteOf, unitOf };
}

function ruleInsideCharacter(text: string, at: number): TokenizerError {
  return new TokenizerError(
    'invalid-model',
    `The SentencePiece model's character map is damaged: a rule ends inside a character of ` +
      `"${text.slice(at, at + 8)}". Copy or download the model again.`,
  );
}
