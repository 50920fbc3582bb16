import { type AlignedText, alignText } from '../tokenizers/aligned-text.ts';
import type { PromptPiece, PromptTokenizer } from '../tokenizers/prompt-tokenizer.ts';
import { type AttentionPart, parseAttention } from './attention.ts';
import type { SyntaxOptions } from './full-width-syntax.ts';
import { type LearnedWord, type LearnedWords, splitAtLearnedWords } from './learned-words.ts';
import { PromptError } from './prompt-error.ts';

/** What the text encoder takes at once. */
export interface PromptWindow {
  /** 77, with specials and padding. */
  readonly ids: readonly number[];
  /** One for each id; those of specials and padding are 1. */
  readonly weights: readonly number[];
}

/** One piece of a prompt, its place in the windows and its weight. */
export interface WeightedPiece extends PromptPiece {
  readonly weight: number;
  /** Which window it lies in, from 0. */
  readonly window: number;
}

/** A prompt of any length as the text encoder takes it. */
export interface WindowedPrompt {
  /** At least one. */
  readonly windows: readonly PromptWindow[];
  readonly pieces: readonly WeightedPiece[];
}

export interface WindowOptions extends SyntaxOptions {
  readonly learnedWords?: LearnedWords;
  /**
   * How many pieces behind a comma at most move to the next window together, so that a phrase is not torn apart: webui's
   * `comma_padding_backtrack`. Default 20; 0 is never.
   */
  readonly commaBacktrack?: number;
}

/**
 * Lays a prompt with weights out in windows of `usable` pieces: 75 for CLIP, 76 for T5.
 *
 * Matches stable-diffusion-webui 1.9.4, `FrozenCLIPEmbedderWithCustomWordsBase.tokenize_line`, of which everything for
 * T5 follows by its window size, its specials and its commas. A BREAK with a weight around it parts windows here too.
 *
 * @throws PromptError `invalid-weight`, `word-too-long`; TokenizerError `lone-surrogate`.
 */
export function layOutWindows(
  prompt: AlignedText | string,
  tokenizer: PromptTokenizer,
  options: WindowOptions = {},
): WindowedPrompt {
  const { commaBacktrack = 20 } = options;
  const { usable, commaIds } = tokenizer;
  const text = typeof prompt === 'string' ? alignText(prompt) : prompt;
  const windows: Unit[][] = [];
  let window: Unit[] = [];
  let lastComma = -1;
  const finish = () => {
    windows.push(window);
    window = [];
    lastComma = -1;
  };

  for (const units of cutUnits(parseAttention(text, options), tokenizer, options)) {
    if (units === 'break') {
      finish();
      continue;
    }
    const isFull = window.length === usable;
    if (units.every(({ id }) => commaIds.has(id))) lastComma = window.length;
    else if (isFull && lastComma >= 0 && window.length - lastComma <= commaBacktrack) {
      const moved = window.splice(lastComma + 1);
      finish();
      window = moved;
    }
    if (window.length + units.length > usable) finish();
    window.push(...units);
  }
  if (window.length > 0 || windows.length === 0) finish();

  return {
    windows: windows.map((units) => frameWindow(units, tokenizer)),
    pieces: windows.flatMap((units, k) => units.map((unit) => ({ ...unit, window: k }))),
  };
}

/**
 * A prompt without syntax in a single window, as diffusers takes it: brackets are characters, and what does not fit is
 * left out.
 *
 * @throws PromptError `word-too-long`; TokenizerError `lone-surrogate`.
 */
export function layOutPlainPrompt(
  prompt: string,
  tokenizer: PromptTokenizer,
  learnedWords: LearnedWords,
): PromptWindow {
  return frameWindow(cutPlainPrompt(prompt, tokenizer, learnedWords), tokenizer);
}

/**
 * All pieces of a prompt without syntax, also those that `layOutPlainPrompt` leaves out.
 *
 * @throws as `layOutPlainPrompt`
 */
export function cutPlainPrompt(
  prompt: string,
  tokenizer: PromptTokenizer,
  learnedWords: LearnedWords,
): Unit[] {
  const part: TextPart = { kind: 'text', text: alignText(prompt), weight: 1 };
  return cutSection([part], tokenizer, learnedWords).flat();
}

type Unit = PromptPiece & { readonly weight: number };
type TextPart = Extract<AttentionPart, { kind: 'text' }>;

/** Pieces one by one, those of a learned word together. */
function cutUnits(
  parts: readonly AttentionPart[],
  tokenizer: PromptTokenizer,
  { learnedWords = new Map() }: WindowOptions,
): (Unit[] | 'break')[] {
  const sections: TextPart[][] = [[]];
  for (const part of parts) {
    if (part.kind === 'break') sections.push([]);
    else sections.at(-1)!.push(part);
  }
  return sections.flatMap((section, k) => {
    const units = cutSection(section, tokenizer, learnedWords);
    return k === 0 ? units : ['break' as const, ...units];
  });
}

/** A section is cut as a whole, since a word's pieces depend on what stands before it. */
function cutSection(
  parts: readonly TextPart[],
  tokenizer: PromptTokenizer,
  learnedWords: LearnedWords,
): Unit[][] {
  const stretches = parts.flatMap(({ text, weight }) =>
    splitAtLearnedWords(text, learnedWords).map((content) => ({ content, weight })),
  );
  const texts = stretches.flatMap(({ content }) => ('ids' in content ? [] : [content]));
  const pieces = tokenizer.cut(texts).values();
  return stretches.flatMap(({ content, weight }): Unit[][] => {
    if ('ids' in content) return [spellLearnedWord(content, weight, tokenizer.usable)];
    return (pieces.next().value ?? []).map((piece) => [{ ...piece, weight }]);
  });
}

/** @throws PromptError `word-too-long`. */
function spellLearnedWord(
  { word, ids, start, end }: LearnedWord,
  weight: number,
  usable: number,
): Unit[] {
  if (ids.length <= usable) {
    return ids.map((id) => ({ piece: word, id, unknown: false, start, end, weight }));
  }
  throw new PromptError(
    'word-too-long',
    `${JSON.stringify(word)} stands for ${ids.length} vectors; a text encoder takes ${usable} at once.`,
    { position: start },
  );
}

function frameWindow(
  units: readonly Unit[],
  { maxLength, usable, frame }: PromptTokenizer,
): PromptWindow {
  // The end token is one special; where there is another, it stands first.
  const first = maxLength - 1 - usable;
  return {
    ids: frame(units.map(({ id }) => id)),
    weights: Array.from({ length: maxLength }, (_, k) =>
      k === maxLength - 1 ? 1 : (units[k - first]?.weight ?? 1),
    ),
  };
}
