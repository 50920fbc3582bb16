import { alignText, sourceRange } from './aligned-text.ts';
import type { AlignedText } from './aligned-text.ts';
import { assertWellFormed } from './prompt-tokenizer.ts';
import type { PromptPiece } from './prompt-tokenizer.ts';
import { decodeSentencePieces } from './sentencepiece-decode.ts';
import { bytePiece } from './sentencepiece-model.ts';
import type { SentencePieceModel } from './sentencepiece-model.ts';
import { createNormalizer } from './sentencepiece-normalize.ts';
import { createUnigramSegmenter } from './sentencepiece-unigram.ts';
import type { Segment } from './sentencepiece-unigram.ts';

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
   * The text of ids. Control pieces vanish, unknown ones read ` ⁇ `.
   * @throws RangeError on an id outside the model.
   */
  decode(ids: readonly number[]): string;
  /** The text of pieces; those that the vocabulary lacks stand as they are. */
  decodePieces(pieces: readonly string[]): string;
}

/** Matches `SentencePieceProcessor` of sentencepiece 0.1.97 for unigram models. */
export function createSentencePieceTokenizer(model: SentencePieceModel): SentencePieceTokenizer {
  const normalize = createNormalizer(model);
  const segment = createUnigramSegmenter(model);

  return {
    model,
    normalize(text) {
      assertWellFormed(text);
      return normalize(text).text;
    },
    encode(text) {
      const original = typeof text === 'string' ? alignText(text) : text;
      assertWellFormed(original.text);
      const normalized = normalize(original.text);
      return mergeUnknown(segment(normalized.text), model.unkId).flatMap((part) => {
        const range = sourceRange(normalized, part.start, part.end);
        const source = sourceRange(original, range.start, range.end);
        const piece = normalized.text.slice(part.start, part.end);
        const unknown = part.id === model.unkId;
        if (unknown && model.byteFallback) return toBytePieces(piece, source, model);
        return [{ piece, id: part.id, unknown, ...source }];
      });
    },
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
