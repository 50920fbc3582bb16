import type { AlignedText } from './aligned-text.ts';
import { TokenizerError } from './tokenizer-error.ts';

/** Token ids per prompt that Stable Diffusion 1.x text encoders take, specials and padding included. */
export const MAX_LENGTH = 77;

/** One piece of a prompt, in order. */
export interface PromptPiece {
  /** As the vocabulary writes it: `▁油`, `油`, or `æ`, `²`, `¹</w>` for bytes. Unknown text stands as itself. */
  readonly piece: string;
  readonly id: number;
  /** The vocabulary has no piece for this text; the model sees its `<unk>` only. */
  readonly unknown: boolean;
  /**
   * UTF-16 range `[start, end)` of the prompt that the piece comes from. Pieces that share a character (its bytes, or
   * what ㍻ expands to) share its range; a piece that stands for no text of its own, such as a leading `▁`, is empty.
   */
  readonly start: number;
  readonly end: number;
}

export interface EncodedPrompt {
  /** 77 ids with specials and padding: what the text encoder takes. */
  readonly ids: number[];
  /** All pieces of the text, without the specials that the tokenizer adds, and not truncated. */
  readonly pieces: readonly PromptPiece[];
  /** Index of the first of `pieces` that no longer fits and is not in `ids`, or null where all fit. */
  readonly truncatedAt: number | null;
  /** How many pieces fit beside the specials: 75 for CLIP (start and end), 76 for T5 (end only). */
  readonly usable: 75 | 76;
}

/** Turns a prompt into the input of one model's text encoder. */
export interface PromptTokenizer {
  readonly maxLength: 77;
  /** How many pieces fit beside the specials: 75 for CLIP (start and end), 76 for T5 (end only). */
  readonly usable: 75 | 76;
  /** Ids of commas, and of 「、」: behind one, a prompt of several windows is best parted. */
  readonly commaIds: ReadonlySet<number>;
  /**
   * @param text any well-formed string, of any length; the work grows no faster than n log n.
   * @throws TokenizerError `lone-surrogate`.
   */
  encode(text: string): EncodedPrompt;
  /**
   * Cuts a text that comes in parts, such as stretches of different weight. No piece reaches over the edge of a part;
   * apart from that, pieces are those of the text as a whole, so that weights do not change words.
   *
   * @param parts of one original, in its order.
   * @returns as many lists of pieces; ranges refer to the original.
   * @throws TokenizerError `lone-surrogate`.
   */
  cut(parts: readonly AlignedText[]): PromptPiece[][];
  /** Puts up to `usable` ids between specials and padding: 77 ids for the text encoder. More are left out. */
  frame(ids: readonly number[]): number[];
}

/** @throws TokenizerError `lone-surrogate` with the position of the first one in the original. */
export function assertWellFormed({ text, starts }: AlignedText): void {
  if (text.isWellFormed()) return;
  const at = text.search(/\p{Surrogate}/u);
  const position = starts[at] ?? at;
  throw new TokenizerError(
    'lone-surrogate',
    `The prompt holds half of a character (a lone surrogate, U+${text.charCodeAt(at).toString(16).toUpperCase()}) ` +
      `at position ${position}. Delete or retype the character there.`,
    { position },
  );
}
