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
  /**
   * @param text any well-formed string, of any length; the work grows no faster than n log n.
   * @throws TokenizerError `lone-surrogate`.
   */
  encode(text: string): EncodedPrompt;
}

/** @throws TokenizerError `lone-surrogate` with the position of the first one. */
export function assertWellFormed(text: string): void {
  if (text.isWellFormed()) return;
  const position = text.search(/\p{Surrogate}/u);
  throw new TokenizerError(
    'lone-surrogate',
    `The prompt holds half of a character (a lone surrogate, U+${text.charCodeAt(position).toString(16).toUpperCase()}) ` +
      `at position ${position}. Delete or retype the character there.`,
    { position },
  );
}
