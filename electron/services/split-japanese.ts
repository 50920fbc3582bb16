import { foldText } from '../database/search-text.ts';
import type { Glossary, GlossaryEntry } from './glossary.ts';

/** A prompt cut into what the glossary knows and what it does not. `text` is as the user wrote it, NFKC. */
export type PromptPart =
  | { readonly kind: 'word'; readonly text: string; readonly entry: GlossaryEntry }
  /** `latin`: letters and digits that need no translation. `break`: comma, space, line break. */
  | { readonly kind: 'latin' | 'particle' | 'unknown' | 'break'; readonly text: string };

const particles = [
  'で描かれた',
  'で描いた',
  'から',
  'まで',
  'の',
  'と',
  'を',
  'に',
  'が',
  'は',
  'で',
  'や',
  'へ',
  'も',
  'な',
];
const latin = /[\p{Script=Latin}\p{N}][\p{Script=Latin}\p{N}'’-]*/uy;

type Script = 'kanji' | 'katakana' | 'hiragana' | 'other';

interface Text {
  /** As the user wrote it, NFKC. */
  readonly shown: string;
  /** The same, folded for the glossary; unit for unit beside `shown`. */
  readonly folded: string;
}

/**
 * Cuts a Japanese prompt, longest word first. A word is taken only where it can be one: a katakana word must not begin
 * or end in the middle of a longer katakana word (ペン in ペンギン), and kanji that touch an unknown kanji belong to an
 * unknown compound with it (猫 in 猫舌), because half a compound would be a guess.
 */
export function splitJapanese(prompt: string, glossary: Glossary): PromptPart[] {
  const shown = prompt.normalize('NFKC');
  // Character by character, so that positions agree even where folding would change a length.
  const folded = Array.from(shown, (character) => {
    const fold = foldText(character);
    return fold.length === character.length ? fold : character;
  }).join('');
  const text: Text = { shown, folded };
  return joinUnknown(cut(text, glossary));
}

function cut(text: Text, glossary: Glossary): PromptPart[] {
  const parts: PromptPart[] = [];
  let at = 0;
  while (at < text.shown.length) {
    const part = cutOne(text, at, glossary);
    parts.push(part);
    at += part.text.length;
  }
  return parts;
}

function cutOne(text: Text, at: number, glossary: Glossary): PromptPart {
  const latinRun = matchLatin(text.shown, at);
  if (latinRun !== null) return { kind: 'latin', text: latinRun };
  const word = matchWord(text, at, glossary);
  if (word !== null)
    return { kind: 'word', text: text.shown.slice(at, word.end), entry: word.entry };
  const character = String.fromCodePoint(text.shown.codePointAt(at) ?? 0);
  if (/[\p{P}\p{Z}\p{C}\p{S}]/u.test(character)) return { kind: 'break', text: character };
  const particle = particles.find((candidate) => text.shown.startsWith(candidate, at));
  if (particle !== undefined) return { kind: 'particle', text: particle };
  return { kind: 'unknown', text: character };
}

function matchLatin(shown: string, at: number): string | null {
  latin.lastIndex = at;
  return latin.exec(shown)?.[0] ?? null;
}

function matchWord(
  text: Text,
  at: number,
  glossary: Glossary,
): { entry: GlossaryEntry; end: number } | null {
  const most = Math.min(glossary.longest, text.folded.length - at);
  for (let length = most; length > 0; length--) {
    const end = at + length;
    const entry = glossary.entries.get(text.folded.slice(at, end));
    if (entry !== undefined && canEndAt(text, end, glossary)) return { entry, end };
  }
  return null;
}

/** False inside of a katakana run, unless another word of the glossary begins there (サムライ|ロボット). */
function canEndAt(text: Text, end: number, glossary: Glossary): boolean {
  const inside =
    scriptOf(text.shown.charAt(end - 1)) === 'katakana' &&
    scriptOf(text.shown.charAt(end)) === 'katakana';
  return !inside || matchWord(text, end, glossary) !== null;
}

/** Joins neighbouring unknown characters, and takes kanji and katakana words that touch them into the unknown. */
function joinUnknown(cuts: readonly PromptPart[]): PromptPart[] {
  const parts: PromptPart[] = [];
  for (const part of cuts) {
    const before = parts.at(-1);
    if (before !== undefined && belongTogether(before, part)) {
      parts[parts.length - 1] = { kind: 'unknown', text: before.text + part.text };
    } else {
      parts.push(part);
    }
  }
  return parts;
}

function belongTogether(before: PromptPart, part: PromptPart): boolean {
  if (before.kind === 'unknown' && part.kind === 'unknown') return true;
  const isPair = before.kind === 'unknown' ? part.kind === 'word' : part.kind === 'unknown';
  const word = before.kind === 'word' ? before : part;
  if (!isPair || word.kind !== 'word') return false;
  const script = scriptOf(part.text.charAt(0));
  if (script !== scriptOf(before.text.slice(-1))) return false;
  // A longer word (油絵, 着物の女性) is safe enough beside unknown kanji.
  return script === 'katakana' || (script === 'kanji' && word.text.length === 1);
}

function scriptOf(character: string): Script {
  if (/\p{Script=Han}|々/u.test(character)) return 'kanji';
  if (/[ァ-ヺー]/.test(character)) return 'katakana';
  return /[ぁ-ゖ]/.test(character) ? 'hiragana' : 'other';
}
