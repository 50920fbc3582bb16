import type { Glossary } from './glossary.ts';
import { splitJapanese } from './split-japanese.ts';
import type { PromptPart } from './split-japanese.ts';

export interface Translation {
  readonly english: string;
  /** Words that the glossary does not have, in order, each once. They are not in `english`. */
  readonly untranslated: string[];
}

/**
 * English for a Japanese prompt by glossary: 「サラリーマン 油絵」 → `businessman, oil painting`,
 * 「夜のお城と桜」 → `castle at night and cherry blossom tree`, 「傘を持つ女性」 → `woman holding umbrella`. Words are put
 * in English order as far as particles say it (の と を); everything else is listed with commas, as prompts are.
 */
export function translate(text: string, glossary: Glossary): Translation {
  const parts = closeUpAnd(splitJapanese(text, glossary));
  const untranslated = parts.flatMap((part) => (part.kind === 'unknown' ? [part.text] : []));
  const phrases = splitAtBreaks(joinLatin(parts)).flatMap(translatePhrase);
  return { english: phrases.join(', '), untranslated: [...new Set(untranslated)] };
}

/** A space beside と parts nothing: 「赤い花 と 青い花」 is 「赤い花と青い花」. */
function closeUpAnd(parts: readonly PromptPart[]): PromptPart[] {
  const isAnd = (part?: PromptPart) => part?.kind === 'particle' && part.text === 'と';
  return parts.filter(
    ({ kind, text }, at) =>
      kind !== 'break' || text.trim() !== '' || !(isAnd(parts[at - 1]) || isAnd(parts[at + 1])),
  );
}

/** The user's own English words stay together: `best quality` is no list. */
function joinLatin(parts: readonly PromptPart[]): PromptPart[] {
  const joined: PromptPart[] = [];
  for (const part of parts) {
    const at = joined.findLastIndex(({ text }) => text !== ' ');
    if (part.kind === 'latin' && joined[at]?.kind === 'latin') {
      const words = [...joined.splice(at), part].map(({ text }) => text);
      joined.push({ kind: 'latin', text: words.join('') });
    } else joined.push(part);
  }
  return joined;
}

function splitAtBreaks(parts: readonly PromptPart[]): PromptPart[][] {
  const phrases: PromptPart[][] = [[]];
  for (const part of parts) {
    if (part.kind === 'break') phrases.push([]);
    else phrases.at(-1)?.push(part);
  }
  return phrases;
}

/** What is known of a noun before the noun itself is reached: Japanese puts everything in front. */
interface Pending {
  readonly before: string[];
  readonly behind: string[];
}

function translatePhrase(parts: readonly PromptPart[]): string[] {
  const chunks: string[] = [];
  let pending: Pending = { before: [], behind: [] };
  let linked = false;

  function add(english: string): void {
    const chunk = [...pending.before, english, ...pending.behind].join(' ');
    pending = { before: [], behind: [] };
    const first = linked ? chunks.pop() : undefined;
    chunks.push(first === undefined ? chunk : `${first} and ${chunk}`);
    linked = false;
  }

  for (const [index, part] of parts.entries()) {
    if (part.kind !== 'latin' && part.kind !== 'word') continue;
    const particle = parts[index + 1];
    const joint = particle?.kind === 'particle' ? particle.text : '';
    const next = parts[index + (joint === '' ? 1 : 2)];
    if (part.kind === 'word') {
      const { entry } = part;
      const describesNext = joint === 'の' && isThing(next);
      if (entry.kind === 'time' && describesNext) pending.behind.push(entry.behind);
      else if (entry.kind === 'adjective' && isDescribed(next)) pending.before.push(entry.english);
      else if (entry.kind === 'verb') addVerb(entry.english, parts[index - 1], joint, next);
      else if (entry.kind === 'noun' && describesNext) pending.before.push(entry.english);
      else add(entry.english);
    } else {
      add(part.text);
    }
    linked ||= joint === 'と' && chunks.length > 0 && isThing(next);
  }
  return chunks;

  /** `holding umbrella` behind the woman to come, `sleeping` before the cat to come or behind the cat just named. */
  function addVerb(
    english: string,
    before: PromptPart | undefined,
    joint: string,
    next: PromptPart | undefined,
  ): void {
    const particle = before?.kind === 'particle' ? before.text : '';
    const object = particle === 'を' ? chunks.pop() : undefined;
    const verb = object === undefined ? english : `${english} ${object}`;
    const hasSubject = particle === 'が' || particle === 'は';
    if (!hasSubject && joint === '' && isThing(next)) {
      // English puts one word before the noun and a longer phrase behind it.
      (verb.includes(' ') ? pending.behind : pending.before).push(verb);
      return;
    }
    const subject = chunks.pop();
    chunks.push(subject === undefined ? verb : `${subject} ${verb}`);
  }
}

/** Something that can be described: a noun, or an adjective on its way to one. */
function isDescribed(part: PromptPart | undefined): boolean {
  return part?.kind === 'latin' || (part?.kind === 'word' && part.entry.kind !== 'verb');
}

function isThing(part: PromptPart | undefined): boolean {
  if (part?.kind === 'latin') return true;
  return part?.kind === 'word' && (part.entry.kind === 'noun' || part.entry.kind === 'adjective');
}
