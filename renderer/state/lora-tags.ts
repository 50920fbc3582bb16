import type { Draft } from './draft-shape.ts';

/** A LoRA as other programs name it within a prompt, e.g. `<lora:ink:0.8>`; this studio adds it to the model as a file. */
export interface LoraTag {
  readonly text: string;
  readonly name: string;
  /** 1 where none is given; of several numbers the first. */
  readonly scale: number;
}

const tag = /[<＜](?:lora|lyco)[:：]([^<>＜＞:：]+)(?:[:：]([^<>＜＞]*))?[>＞]/gi;

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

/** The prompt without its tags and the separators that stood before them. */
export function withoutLoraTags(text: string): string {
  return text
    .replaceAll(new RegExp(`(?:[,、，]\\s*)?${tag.source}`, 'gi'), '')
    .replace(/^[\s,、，]+/, '')
    .replaceAll(/ {2,}/g, ' ')
    .trim();
}

/** The desk after the tags are taken out of its prompts; a LoRA that lies there under a tag's name becomes as strong. */
export function takeLoraTags({
  prompt,
  english,
  loras,
}: Pick<Draft, 'prompt' | 'english' | 'loras'>): Pick<Draft, 'prompt' | 'english' | 'loras'> {
  const scales = new Map(
    [prompt, english].flatMap(findLoraTags).map(({ name, scale }) => [name.toLowerCase(), scale]),
  );
  return {
    prompt: withoutLoraTags(prompt),
    english: withoutLoraTags(english),
    loras: loras.map((lora) => ({
      ...lora,
      scale: scales.get(nameOfFile(lora.file).toLowerCase()) ?? lora.scale,
    })),
  };
}

/** A file's or folder's name without its ending. */
export function nameOfFile(file: string): string {
  const parts = file.split(/[\\/]/).filter((part) => part !== '');
  return (parts.at(-1) ?? file).replace(/\.\w+$/, '');
}
