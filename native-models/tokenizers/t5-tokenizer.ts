import {
  alignText,
  joinAligned,
  replaceAligned,
  sliceAligned,
  sourceRange,
} from './aligned-text.ts';
import type { AlignedText } from './aligned-text.ts';
import { MAX_LENGTH, assertWellFormed } from './prompt-tokenizer.ts';
import type { PromptPiece, PromptTokenizer } from './prompt-tokenizer.ts';
import type { SentencePieceModel } from './sentencepiece-model.ts';
import { SPACE_SYMBOL } from './sentencepiece-normalize.ts';
import { createSentencePieceTokenizer } from './sentencepiece-tokenizer.ts';
import type { SpecialToken, T5TokenizerConfig } from './t5-config.ts';

/** One place is kept for the end token. */
const USABLE = 76;

/**
 * The tokenizer of rinna's Japanese Stable Diffusion: `T5Tokenizer` of transformers 4.22.0 (slow) over sentencepiece
 * 0.1.97, called with `padding="max_length", max_length=77, truncation=True`.
 *
 * In order: the text is lower-cased per character (Σ gives σ at the end of a word too), except exact special tokens;
 * then split at special tokens, whitespace beside them going; then every stretch between goes through SentencePiece on
 * its own, each with its own leading `▁`. At most 76 pieces are kept, an end token follows unless the last piece is
 * one, and padding fills 77 ids.
 */
export function createT5Tokenizer(
  spiece: SentencePieceModel,
  config: T5TokenizerConfig,
): PromptTokenizer {
  const sentencePiece = createSentencePieceTokenizer(spiece);
  const specials = assignIds(spiece, config);
  const lowerCase = createLowerCase(config.specialTokens);
  const splitAtSpecials = createSplitter(config.specialTokens);
  const idOf = (token: string) => specials.get(token) ?? spiece.unkId;
  const eosId = idOf(config.eosToken);
  const padId = idOf(config.padToken);
  const unkId = idOf(config.unkToken);

  const toRuns = (stretch: AlignedText, edges: readonly number[]): PromptPiece[][] => {
    const special = specials.get(stretch.text);
    if (special !== undefined) {
      const source = sourceRange(stretch, 0, stretch.text.length);
      return [[{ piece: stretch.text, id: special, unknown: special === unkId, ...source }]];
    }
    // The reference looks pieces up by their text, so unknown text that spells a control piece gets its id.
    const lookUp = (piece: PromptPiece): PromptPiece => {
      if (!piece.unknown) return piece;
      const id = spiece.ids.get(piece.piece) ?? unkId;
      return { ...piece, id, unknown: id === unkId };
    };
    return sentencePiece.encodeRuns(stretch, edges).map((run) => run.map(lookUp));
  };

  const cut = (parts: readonly AlignedText[]): PromptPiece[][] => {
    const original = joinAligned(parts);
    assertWellFormed(original);
    const cased = config.doLowerCase ? lowerCase(original) : original;
    const edges = findEdges(parts);
    const pieces: PromptPiece[][] = parts.map(() => []);
    for (const stretch of splitAtSpecials(cased)) {
      const [start, last] = [stretch.starts[0]!, stretch.starts.at(-1)!];
      const first = edges.findLastIndex((edge) => edge <= start);
      const inside = edges.slice(first + 1).filter((edge) => edge <= last);
      for (const [k, run] of toRuns(stretch, inside).entries()) {
        for (const piece of run) pieces[first + k]!.push(piece);
      }
    }
    return pieces;
  };

  const frame = (ids: readonly number[]): number[] => {
    const framed = ids.slice(0, USABLE);
    if (framed.at(-1) !== eosId) framed.push(eosId);
    while (framed.length < MAX_LENGTH) framed.push(padId);
    return framed;
  };

  return {
    maxLength: MAX_LENGTH,
    usable: USABLE,
    commaIds: new Set(COMMAS.flatMap((comma) => spiece.ids.get(comma) ?? [])),
    encode(text) {
      const [pieces = []] = cut([alignText(text)]);
      const ids = frame(pieces.map(({ id }) => id));
      return { ids, pieces, truncatedAt: pieces.length > USABLE ? USABLE : null, usable: USABLE };
    },
    cut,
    frame,
  };
}

const COMMAS = [',', '、', '，'].flatMap((comma) => [comma, SPACE_SYMBOL + comma]);

/** Where each part begins in the original; an empty one where the next does. */
function findEdges(parts: readonly AlignedText[]): number[] {
  const edges: number[] = [];
  let next = Infinity;
  for (const part of parts.toReversed()) {
    next = part.starts[0] ?? next;
    edges.push(next);
  }
  return edges.toReversed();
}

/** The model's own pieces keep their ids; extra ids follow in reverse, then specials that the model lacks. */
function assignIds(spiece: SentencePieceModel, config: T5TokenizerConfig): Map<string, number> {
  const behindExtraIds = spiece.pieces.length + config.extraIds;
  const ids = new Map<string, number>();
  let added = 0;
  for (const { content } of config.specialTokens) {
    if (ids.has(content)) continue;
    const extra = /^<extra_id_(\d+)>$/.exec(content)?.[1];
    if (extra !== undefined && Number(extra) < config.extraIds) {
      ids.set(content, behindExtraIds - 1 - Number(extra));
    } else {
      ids.set(content, spiece.ids.get(content) ?? behindExtraIds + added++);
    }
  }
  return ids;
}

function createLowerCase(specialTokens: readonly SpecialToken[]) {
  const special = matchAnyOf(specialTokens);
  const pattern = new RegExp(`(${special})|\\p{Changes_When_Lowercased}`, 'gu');
  return (text: AlignedText) =>
    replaceAligned(text, pattern, (match) => match[1] ?? match[0].toLowerCase());
}

/** Stretches between special tokens, and the tokens themselves, in order; empty stretches are left out. */
function createSplitter(specialTokens: readonly SpecialToken[]) {
  const pattern = new RegExp(matchAnyOf(specialTokens), 'gu');
  const byContent = new Map(specialTokens.map((token) => [token.content, token]));

  return (aligned: AlignedText): AlignedText[] => {
    const stretches: AlignedText[] = [];
    let from = 0;
    const take = (start: number, end: number) => {
      if (start < end) stretches.push(sliceAligned(aligned, start, end));
    };
    for (const match of aligned.text.matchAll(pattern)) {
      const token = byContent.get(match[0]);
      const end = match.index + match[0].length;
      take(from, token?.lstrip ? trimEnd(aligned.text, from, match.index) : match.index);
      take(match.index, end);
      from = token?.rstrip ? trimStart(aligned.text, end) : end;
    }
    take(from, aligned.text.length);
    return stretches;
  };
}

/** Longest first, so that no token hides a longer one that begins with it. */
function matchAnyOf(tokens: readonly SpecialToken[]): string {
  return tokens
    .map(({ content }) => content)
    .toSorted((a, b) => b.length - a.length)
    .map((content) => content.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
    .join('|');
}

function trimStart(text: string, from: number): number {
  let at = from;
  while (at < text.length && isPythonSpace(text[at] ?? '')) at++;
  return at;
}

function trimEnd(text: string, from: number, to: number): number {
  let at = to;
  while (at > from && isPythonSpace(text[at - 1] ?? '')) at--;
  return at;
}

/** `str.isspace`, which JavaScript's `trim` differs from in U+001C … U+001F, U+0085 and U+FEFF. */
function isPythonSpace(character: string): boolean {
  return /\p{White_Space}/u.test(character) || (character >= '\u001C' && character <= '\u001F');
}
