import { maxPromptLength } from './arm.ts';
import type { AppliedStyles, ArmKind } from './arm.ts';
import type { Style } from './styles.ts';

/** What is written for one arm. */
export interface Words {
  readonly prompt: string;
  readonly negativePrompt: string;
}

/** The place of the prompt in a style's text, in either width, unless a backslash makes it letters. */
const place = /(\\[^])|[{｛]\s*(?:prompt|ｐｒｏｍｐｔ)\s*[}｝]/gu;

/**
 * An arm's texts with styles applied, the first innermost, each in the form for the language that the arm reads; `styles`
 * names those that had one. What was written goes into a style's text as it is, and is not searched for places.
 *
 * `{prompt}` would be a choice with one option, which nobody has a use for: in a style it is always the place.
 */
export function applyStyles(
  words: Words,
  styles: readonly Style[],
  kind: ArmKind,
): Words & { styles?: AppliedStyles } {
  const language = kind === 'en' ? 'en' : 'ja';
  const joiner = language === 'en' ? ', ' : '、';
  const used = styles.filter((style) => style[language] !== null);
  if (used.length === 0) return words;
  const apply = (text: 'prompt' | 'negativePrompt') =>
    used.reduce(
      (written, style) => fill(style[language]?.[text] ?? '', written, joiner),
      words[text],
    );
  const { prompt, negativePrompt } = words;
  return {
    prompt: apply('prompt'),
    negativePrompt: apply('negativePrompt'),
    styles: { names: used.map(({ name }) => name[language]), prompt, negativePrompt },
  };
}

/**
 * The styles that arms were written with, out of those there are now, and the arms without them. Null where that would
 * not give the same texts again: a style is gone or another one by now, or something was changed behind it.
 */
export function takeStylesOff<
  One extends Words & { kind: ArmKind; styles?: AppliedStyles | undefined },
>(arms: readonly One[], known: readonly Style[]): { styles: Style[]; arms: One[] } | null {
  const lists = arms.map((arm) => arm.styles?.names ?? []);
  const [names = []] = lists.toSorted((a, b) => b.length - a.length);
  const styles = names.flatMap((name) => known.find((style) => isStyleNamed(style, name)) ?? []);
  if (names.length === 0 || styles.length < names.length) return null;
  const bare = arms.map(({ styles: applied, ...arm }) => {
    const { prompt, negativePrompt } = applied ?? arm;
    return { ...arm, prompt, negativePrompt } as One;
  });
  const isSame = arms.every((arm, index) => {
    const again = applyStyles(bare[index] ?? arm, styles, arm.kind);
    return again.prompt === arm.prompt && again.negativePrompt === arm.negativePrompt;
  });
  return isSame ? { styles, arms: bare } : null;
}

/** An arm with another prompt, which is no longer what styles made of what was written. */
export function withPrompt<One extends Words & { styles?: AppliedStyles | undefined }>(
  { styles, ...arm }: One,
  prompt: string,
): Omit<One, 'styles'> & { styles?: AppliedStyles } {
  return { ...arm, prompt, ...(styles && prompt === (arm as Words).prompt && { styles }) };
}

/** A style is asked for by either of its names, whatever their case and width. */
export function isStyleNamed(style: Pick<Style, 'name'>, name: string): boolean {
  const wanted = foldStyleName(name);
  return foldStyleName(style.name.ja) === wanted || foldStyleName(style.name.en) === wanted;
}

export function foldStyleName(name: string): string {
  return name.normalize('NFKC').trim().toLowerCase();
}

/** Nothing written has no place to go to: only a text that stands for itself is left of a style then. */
function fill(text: string, written: string, joiner: string): string {
  const template = text.trim();
  const parts = splitAtPlaces(template);
  if (written.trim() === '') return parts.length > 1 ? '' : template;
  // What would be too long is refused by its schema; a thousand places in a thousand places would fill the memory before.
  if (template.length + parts.length * written.length > maxPromptLength) {
    return written.padEnd(maxPromptLength + 1);
  }
  if (parts.length > 1) return parts.join(written);
  return template === '' ? written : `${written}${joiner}${template}`;
}

/** What stands between the places; one part where there is none. */
function splitAtPlaces(template: string): string[] {
  const parts: string[] = [];
  let from = 0;
  for (const { 0: found, 1: escaped, index } of template.matchAll(place)) {
    if (escaped !== undefined) continue;
    parts.push(template.slice(from, index));
    from = index + found.length;
  }
  return [...parts, template.slice(from)];
}
