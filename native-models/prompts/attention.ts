import {
  type AlignedText,
  createAlignedTextBuilder,
  sliceAligned,
} from '../tokenizers/aligned-text.ts';
import { readSyntax, type SyntaxOptions } from './full-width-syntax.ts';
import { PromptError } from './prompt-error.ts';
import { PYTHON_SPACE, wholeWord } from './python-classes.ts';

/** A stretch of a prompt without its syntax, or the place where a new window must begin. */
export type AttentionPart =
  | { readonly kind: 'text'; readonly text: AlignedText; readonly weight: number }
  | { readonly kind: 'break'; readonly weight: number };

/**
 * Reads attention weights: `(a)` times 1.1, `[a]` divided by 1.1, `(a:1.3)` times 1.3, nested; `\(` and the like are
 * characters; `BREAK` as a word of its own parts windows.
 *
 * Matches stable-diffusion-webui 1.9.4, `parse_prompt_attention`: unclosed brackets reach to the end, round and square
 * ones are counted apart, stretches of equal weight are joined, what is no syntax is text.
 *
 * @returns at least one part.
 * @throws PromptError `invalid-weight` for a number such as 1.2.3, and for weights that multiply to infinity;
 *   `recursion-too-deep` for more brackets in each other than mean anything, which the reference takes.
 */
export function parseAttention(prompt: AlignedText, options: SyntaxOptions = {}): AttentionPart[] {
  const syntax = readSyntax(prompt.text, options);
  const pieces: Piece[] = [];
  const round: number[] = [];
  const square: number[] = [];
  const multiplyFrom = (start: number, factor: number) => {
    for (let k = start; k < pieces.length; k++) pieces[k]!.weight *= factor;
  };

  for (const match of syntax.matchAll(SYMBOL)) {
    const [symbol, number] = match;
    const [from, to] = [match.index, match.index + symbol.length];
    if (round.length + square.length > MAX_DEPTH) throw tooDeep(prompt.starts[from] ?? from);
    if (symbol.startsWith('\\')) pieces.push({ from: from + 1, to, weight: 1, isBreak: false });
    else if (symbol === '(') round.push(pieces.length);
    else if (symbol === '[') square.push(pieces.length);
    else if (number !== undefined && round.length > 0) {
      multiplyFrom(round.pop()!, readWeight(number, prompt.starts[from] ?? from));
    } else if (symbol === ')' && round.length > 0) multiplyFrom(round.pop()!, ROUND);
    else if (symbol === ']' && square.length > 0) multiplyFrom(square.pop()!, SQUARE);
    else pieces.push(...splitAtBreaks(syntax, from, to));
  }
  for (const start of round) multiplyFrom(start, ROUND);
  for (const start of square) multiplyFrom(start, SQUARE);
  return joinEqualWeights(prompt, pieces);
}

/** How deep brackets may lie in each other: 1.1²⁰⁰ is 2 · 10⁸. Each multiplies all that is in it. */
const MAX_DEPTH = 200;

const ROUND = 1.1;
const SQUARE = 1 / 1.1;

const SYMBOL = new RegExp(
  `\\\\[()[\\]\\\\]?|[([]|:[${PYTHON_SPACE}]*([+-]?[.\\d]+)[${PYTHON_SPACE}]*\\)|[)\\]]|[^\\\\()[\\]:]+|:`,
  'gu',
);
const BREAK = new RegExp(wholeWord('BREAK'), 'gu');

/** `[from, to)` of the prompt, before neighbours are joined. */
interface Piece {
  readonly from: number;
  readonly to: number;
  weight: number;
  readonly isBreak: boolean;
}

function readWeight(number: string, position: number): number {
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(number)) return Number(number);
  throw invalidWeight(number, position);
}

function invalidWeight(weight: string, position: number): PromptError {
  return new PromptError(
    'invalid-weight',
    `The prompt has a weight of ${weight.slice(0, 40)} at position ${position}, which is no usable number.`,
    { position },
  );
}

function tooDeep(position: number): PromptError {
  return new PromptError(
    'recursion-too-deep',
    `More than ${MAX_DEPTH} brackets lie in each other in the prompt, or are open, at position ${position}.`,
    { position },
  );
}

/** A stretch of text between the words BREAK, which take the space beside them. */
function splitAtBreaks(syntax: string, from: number, to: number): Piece[] {
  const text = syntax.slice(from, to);
  const pieces: Piece[] = [];
  let start = from;
  for (const { index } of text.matchAll(BREAK)) {
    const [wordStart, wordEnd] = [from + index, from + index + 'BREAK'.length];
    const end = Math.max(start, skipSpace(syntax, wordStart - 1, start - 1) + 1);
    pieces.push({ from: start, to: end, weight: 1, isBreak: false });
    pieces.push({ from: wordStart, to: wordEnd, weight: -1, isBreak: true });
    start = skipSpace(syntax, wordEnd, to);
  }
  return [...pieces, { from: start, to, weight: 1, isBreak: false }];
}

const SPACE = new RegExp(`[${PYTHON_SPACE}]`, 'u');

/** The first place on the way from `at` to `limit`, either way, that holds no space. */
function skipSpace(text: string, at: number, limit: number): number {
  const direction = at < limit ? 1 : -1;
  let place = at;
  while (place !== limit && SPACE.test(text[place]!)) place += direction;
  return place;
}

function joinEqualWeights(prompt: AlignedText, pieces: readonly Piece[]): AttentionPart[] {
  const parts: AttentionPart[] = [];
  let builder = createAlignedTextBuilder();
  for (const [k, { from, to, weight, isBreak }] of pieces.entries()) {
    if (isBreak) {
      parts.push({ kind: 'break', weight });
      continue;
    }
    if (!Number.isFinite(weight)) throw invalidWeight(String(weight), prompt.starts[from] ?? from);
    builder.appendSlice(prompt, from, to);
    const next = pieces[k + 1];
    if (next !== undefined && !next.isBreak && next.weight === weight) continue;
    parts.push({ kind: 'text', text: builder.finish(), weight });
    builder = createAlignedTextBuilder();
  }
  if (parts.length === 0) parts.push({ kind: 'text', text: sliceAligned(prompt, 0, 0), weight: 1 });
  return parts;
}
