/** A LoRA that is named within a prompt, e.g. `<lora:ink:0.8>`, as other programs have it too. */
export interface LoraTag {
  readonly text: string;
  readonly name: string;
  /** 1 where none is given; of several numbers the first. */
  readonly scale: number;
}

const tag = /[<＜](?:lora|lyco)[:：]([^<>＜＞:：]+)(?:[:：]([^<>＜＞]*))?[>＞]/gi;
/** With what separates it from the words before. */
const separatedTag = new RegExp(`(?:[,、，]\\s*)?${tag.source}`, 'gi');

export function findLoraTags(text: string): LoraTag[] {
  return Array.from(text.matchAll(tag), ([whole, name = '', numbers = '']) => {
    const scale = Number.parseFloat(numbers.normalize('NFKC'));
    return {
      text: whole,
      name: name.trim(),
      scale: Number.isFinite(scale) ? Math.min(100, Math.max(-100, scale)) : 1,
    };
  });
}

/** The prompt without its tags and the separators that stood before them, but for those whose names are to be kept. */
export function withoutLoraTags(
  text: string,
  isKept: (name: string) => boolean = () => false,
): string {
  const rest = text.replaceAll(separatedTag, (whole) =>
    isKept(findLoraTags(whole)[0]?.name ?? '') ? whole : '',
  );
  return tidy(rest);
}

/** The sign of a name that can stand in a tag. */
export const loraNamePattern = /^[^<>＜＞:：]+$/;

/**
 * A prompt without the tags whose names `isKnown`, and those tags. In a `written` one a tag within braces is left: what
 * stands there is for a seed to choose. Of a `settled` one braces are letters.
 */
export function takeKnownTags(
  text: string,
  isKnown: (name: string) => boolean,
  state: 'written' | 'settled' = 'written',
): { text: string; tags: LoraTag[] } {
  const tags: LoraTag[] = [];
  let rest = '';
  let from = 0;
  for (const { 0: whole, index } of text.matchAll(separatedTag)) {
    const [one] = findLoraTags(whole);
    if (!one || !isKnown(one.name)) continue;
    if (state === 'written' && isWithinBraces(text.slice(0, index))) continue;
    tags.push(one);
    rest += text.slice(from, index);
    from = index + whole.length;
  }
  return tags.length === 0 ? { text, tags } : { text: tidy(rest + text.slice(from)), tags };
}

function isWithinBraces(before: string): boolean {
  let depth = 0;
  for (const [sign] of before.matchAll(/\\[^]|[{}｛｝]/g)) {
    if (sign === '{' || sign === '｛') depth += 1;
    else if (sign === '}' || sign === '｝') depth -= 1;
  }
  return depth > 0;
}

/** Without what separated the tags from the words. */
function tidy(text: string): string {
  return text
    .replace(/^[\s,、，]+/, '')
    .replaceAll(/ {2,}/g, ' ')
    .trim();
}
