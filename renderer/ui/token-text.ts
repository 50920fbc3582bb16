import type { Token, Tokenisation } from '../../electron/api/contract/tokens.ts';
import type { TextChange } from './write-into.ts';

export interface UnknownSpan {
  /** UTF-16 range in the text. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly suggestions: readonly string[];
}

/** The parts of the text that the tokenizer does not know, each once, in order. */
export function unknownSpans(text: string, tokens: readonly Token[]): UnknownSpan[] {
  const spans: UnknownSpan[] = [];
  for (const { unknown, start, end, suggestions } of tokens) {
    if (!unknown || start === null || end === null || end <= start) continue;
    const part = text.slice(start, end);
    if (spans.some((span) => span.text === part)) continue;
    spans.push({ start, end, text: part, suggestions });
  }
  return spans;
}

/** A piece as it is shown. */
export interface ShownPiece {
  /** The first of its tokens. */
  readonly token: Token;
  /** Where it stands among the tokens, from 0. */
  readonly position: number;
  /** Its tokens: more than one only for a learned word. */
  readonly count: number;
}

/** The pieces of a text; the tokens of a learned word are one. */
export function shownPieces(tokens: readonly Token[]): ShownPiece[] {
  const pieces: ShownPiece[] = [];
  for (let position = 0; position < tokens.length;) {
    const token = tokens[position];
    if (!token) break;
    const count = token.learned ?? 1;
    pieces.push({ token, position, count });
    position += count;
  }
  return pieces;
}

/** How a piece is named in a line of text: `猫`, or `墨絵 × 8` for a learned word. */
export function nameOfPiece({ token, count }: ShownPiece): string {
  return token.learned === null ? token.piece.replace('</w>', '') : `${token.piece} × ${count}`;
}

/** Words that textual inversions have taught, each once, with how many tokens stand for it. */
export function learnedWords(tokens: readonly Token[]): { word: string; count: number }[] {
  const counts = new Map(
    tokens.flatMap(({ piece, learned }) => (learned === null ? [] : [[piece, learned] as const])),
  );
  return Array.from(counts, ([word, count]) => ({ word, count }));
}

/** The text that no text encoder position is left for; empty where everything fits or the place is not known. */
export function cutOff(text: string, { tokens, usable }: Tokenisation): string {
  const start = tokens.slice(usable).find((token) => token.start !== null)?.start ?? null;
  return start === null ? '' : text.slice(start).trim();
}

/** Another spelling in the place of a span; the caret stands behind it. */
export function respell(
  { start, end }: { readonly start: number; readonly end: number },
  spelling: string,
): TextChange {
  const caret = start + spelling.length;
  return { from: start, to: end, insert: spelling, start: caret, end: caret };
}
