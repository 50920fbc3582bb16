import { alignText, sourceRange } from './aligned-text.ts';
import type { AlignedText } from './aligned-text.ts';
import { assertWellFormed } from './prompt-tokenizer.ts';
import type { PromptPiece } from './prompt-tokenizer.ts';
import { decodeSentencePieces } from './sentencepiece-decode.ts';
import { createBpeSegmenter } from './sentencepiece-bpe.ts';
import { createCharacterSegmenter } from './sentencepiece-characters.ts';
import { bytePiece } from './sentencepiece-model.ts';
import type { SentencePieceModel, Segment } from './sentencepiece-model.ts';
import { SPACE_SYMBOL, createNormalizer } from './sentencepiece-normalize.ts';
import { createUnigramSegmenter } from './sentencepiece-unigram.ts';
import { createWordSegmenter } from './sentencepiece-words.ts';

export interface SentencePieceTokenizer {
  readonly model: SentencePieceModel;
  /**
   * What the model cuts into pieces: its character map applied, `▁` for spaces.
   * @throws TokenizerError `lone-surrogate`.
   */
  normalize(text: string): string;
  /**
   * Pieces of a text, without any special. Adjacent unknown characters are one piece that keeps their (normalized)
   * text. Ranges refer to `text`, or to its original where it is given aligned.
   * @throws TokenizerError `lone-surrogate`.
   */
  encode(text: string | AlignedText): PromptPiece[];
  /**
   * The same in runs, parted at places of the original (ascending): no piece reaches over an edge. The space before a
   * word stays with the word.
   */
  encodeRuns(text: AlignedText, edges: readonly number[]): PromptPiece[][];
  /**
   * The text of ids. Control pieces vanish, unknown ones read ` ⁇ `.
   * @throws RangeError on an id outside the model.
   */
  decode(ids: readonly number[]): string;
  /** The text of pieces; those that the vocabulary lacks stand as they are. */
  decodePieces(pieces: readonly string[]): string;
}

const segmenters = {
  unigram: createUnigramSegmenter,
  bpe: createBpeSegmenter,
  word: createWordSegmenter,
  char: createCharacterSegmenter,
};

/** Matches `SentencePieceProcessor` of sentencepiece 0.1.97. */
export function createSentencePieceTokenizer(model: SentencePieceModel): SentencePieceTokenizer {
  const normalize = createNormalizer(model);
  const segment = segmenters[model.algorithm](model);

  const encodeRuns = (original: AlignedText, edges: readonly number[]): PromptPiece[][] => {
    assertWellFormed(original);
    const normalized = normalize(original.text);
    const places = placeEdges(normalized, original, edges).map((place) => {
      if (model.normalizer.treatWhitespaceAsSuffix) return place;
      while (normalized.text[place - 1] === SPACE_SYMBOL) place--;
      return place;
    });
    const cuts = [...places, normalized.text.length];
    return cuts.map((to, k) => {
      const from = cuts[k - 1] ?? 0;
      const segments = mergeUnknown(segment(normalized.text.slice(from, to)), model.unkId);
      return segments.flatMap(({ id, start, end }) => {
        const range = sourceRange(normalized, from + start, from + end);
        const source = sourceRange(original, range.start, range.end);
        const piece = normalized.text.slice(from + start, from + end);
        const unknown = id === model.unkId;
        if (unknown && model.byteFallback) return toBytePieces(piece, source, model);
        return [{ piece, id, unknown, ...source }];
      });
    });
  };

  return {
    model,
    normalize(text) {
      assertWellFormed(alignText(text));
      return normalize(text).text;
    },
    encode: (text) => encodeRuns(typeof text === 'string' ? alignText(text) : text, [])[0]!,
    encodeRuns,
    decode(ids) {
      return decodeSentencePieces(
        model,
        ids.map((id) => ({ id, piece: pieceOf(model, id) })),
      );
    },
    decodePieces(pieces) {
      return decodeSentencePieces(
        model,
        pieces.map((piece) => ({ id: model.ids.get(piece) ?? model.unkId, piece })),
      );
    },
  };
}

/** Edges of the original as indices of the normalized text. */
function placeEdges(
  normalized: AlignedText,
  original: AlignedText,
  edges: readonly number[],
): number[] {
  let at = 0;
  return edges.map((edge) => {
    while (at < normalized.text.length && (original.starts[normalized.starts[at]!] ?? edge) < edge)
      at++;
    return at;
  });
}

function mergeUnknown(segments: readonly Segment[], unkId: number): Segment[] {
  const merged: Segment[] = [];
  for (const segment of segments) {
    const previous = merged.at(-1);
    if (segment.id === unkId && previous?.id === unkId) {
      merged[merged.length - 1] = { ...previous, end: segment.end };
    } else {
      merged.push(segment);
    }
  }
  return merged;
}

function toBytePieces(
  text: string,
  source: { start: number; end: number },
  model: SentencePieceModel,
): PromptPiece[] {
  return Array.from(new TextEncoder().encode(text), (byte) => {
    const piece = bytePiece(byte);
    return { piece, id: model.ids.get(piece) ?? model.unkId, unknown: false, ...source };
  });
}

function pieceOf(model: SentencePieceModel, id: number): string {
  const entry = model.pieces[id];
  if (!entry)
    throw new RangeError(`Id ${id} is outside the model's ${model.pieces.length} pieces.`);
  return entry.piece;
}
