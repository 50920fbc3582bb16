import { readSyntax } from '../../native-models/prompts/full-width-syntax.ts';
import type { Glossary } from './glossary.ts';
import { translate, type Translation } from './translate.ts';

/**
 * As `translate`, but for the prompt's syntax, which stays where it is in its half-width form:
 * 「（浮世絵：１．３）、{桜｜紅葉}」 → `(ukiyo-e:1.3), {cherry blossom tree|autumn leaves}`.
 */
export function translatePrompt(text: string, glossary: Glossary): Translation {
  const written: string[] = [];
  const untranslated = new Set<string>();
  for (const part of splitAtSigns(text)) {
    if (part.isSign) {
      if (opens(part.text) && needsComma(written)) written.push(', ');
      written.push(part.text);
      continue;
    }
    const translation = translate(part.text, glossary);
    for (const word of translation.untranslated) untranslated.add(word);
    if (translation.english === '') continue;
    if (needsComma(written)) written.push(', ');
    written.push(translation.english);
  }
  return { english: written.join(''), untranslated: [...untranslated] };
}

interface Part {
  readonly text: string;
  readonly isSign: boolean;
}

/** Words that mean something to the prompt's reader, brackets, and what belongs to them. */
const sign =
  /\\[()[\]{}|\\]|<[^<>]*>|__[^_\s]+__|\b(?:AND|BREAK)\b|[()[\]{}|]|:\s*[+-]?(?:\d+\.?\d*|\.\d+)\s*(?=[)\]])|:/g;

/** Where a choice begins: how many are taken, and how likely the option is. */
const choiceHead = /(?<=[{|])\s*(?:\d*-?\d*\$\$(?:[^{}|$]*\$\$)?)?\s*(?:\d+\.?\d*::)?/y;

function* splitAtSigns(text: string): Generator<Part> {
  const syntax = readSyntax(text, {});
  let depth = 0;
  let done = 0;
  for (const match of syntax.matchAll(sign)) {
    const [found] = match;
    if (match.index < done) continue;
    // Outside of brackets a colon is punctuation.
    if (found.startsWith(':') && depth === 0) continue;
    if (match.index > done) yield { text: text.slice(done, match.index), isSign: false };
    depth += found === '(' || found === '[' ? 1 : found === ')' || found === ']' ? -1 : 0;
    done = match.index + found.length;
    choiceHead.lastIndex = done;
    const head = /^[{|]$/.test(found) ? (choiceHead.exec(syntax)?.[0] ?? '') : '';
    done += head.length;
    const written = /^[A-Z]/.test(found) ? ` ${found} ` : found.replaceAll(/\s/g, '');
    yield { text: written + head.trim(), isSign: true };
  }
  if (done < text.length) yield { text: text.slice(done), isSign: false };
}

function opens(signText: string): boolean {
  return /^[([{<_]/.test(signText);
}

/** Whether what was written last ends a thought that the next one must be kept apart from. */
function needsComma(written: readonly string[]): boolean {
  const last = written.at(-1);
  return last !== undefined && !/[([{|:]$/.test(last) && !/::$|\$\$$| $/.test(last);
}
