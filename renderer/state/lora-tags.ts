import { findLoraTags, withoutLoraTags } from '../../electron/api/contract/lora-tags.ts';
import type { Draft } from './draft-shape.ts';

/**
 * The desk after the tags are taken out of its prompts; a LoRA that lies there under a tag's name becomes as strong.
 *
 * @param isKnown names whose tags mean something, and stay
 */
export function takeLoraTags(
  { prompt, english, loras }: Pick<Draft, 'prompt' | 'english' | 'loras'>,
  isKnown: (name: string) => boolean = () => false,
): Pick<Draft, 'prompt' | 'english' | 'loras'> {
  const scales = new Map(
    [prompt, english].flatMap(findLoraTags).map(({ name, scale }) => [name.toLowerCase(), scale]),
  );
  return {
    prompt: withoutLoraTags(prompt, isKnown),
    english: withoutLoraTags(english, isKnown),
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
