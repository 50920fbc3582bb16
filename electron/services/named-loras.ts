import { findAddition } from '../api/contract/additions.ts';
import type { Addition } from '../api/contract/additions.ts';
import { type Arm, maxLoras, type NamedLora } from '../api/contract/arm.ts';
import { findLoraTags, takeKnownTags } from '../api/contract/lora-tags.ts';
import { StudioError } from './studio-error.ts';

/** What of an arm tags are about. */
export type TaggedArm = Pick<Arm, 'prompt' | 'negativePrompt' | 'loras'>;

/**
 * An arm with the LoRAs that its prompt names, `<lora:NAME:0.8>`, and without their tags. One that is added already
 * becomes as strong as the tag says. Names that the library does not have stay letters.
 *
 * @param state `written`: tags within `{…}` are left for a seed to choose, and so are all where no other word would be
 *   left. `settled`: what a seed has chosen, in which braces are letters
 * @throws StudioError PROMPT_INVALID where there are more than an arm can have, and for tags in the negative prompt
 */
export function addNamedLoras<One extends TaggedArm>(
  arm: One,
  library: readonly Pick<Addition, 'kind' | 'name' | 'path'>[],
  state: 'written' | 'settled',
): One {
  requireNoTags(arm);
  const fileOf = (name: string) => findAddition(library, 'lora', name)?.path;
  const { text, tags } = takeKnownTags(arm.prompt, (name) => fileOf(name) !== undefined, state);
  if (tags.length === 0 || (state === 'written' && text === '')) return arm;
  const loras = new Map(arm.loras?.map(({ file, scale }) => [file, scale]));
  for (const { name, scale } of tags) loras.set(fileOf(name) ?? '', scale);
  if (loras.size > maxLoras) throw tooMany(arm.prompt, loras.size);
  return { ...arm, prompt: text, loras: [...loras].map(([file, scale]) => ({ file, scale })) };
}

/** An arm with what the names mean that its prompt leaves for seeds to choose; nothing where there are none. */
export function noteNamedLoras<One extends Pick<Arm, 'prompt' | 'namedLoras'>>(
  { namedLoras: _before, ...arm }: One,
  library: readonly Pick<Addition, 'kind' | 'name' | 'path' | 'id'>[],
): Omit<One, 'namedLoras'> & Pick<Arm, 'namedLoras'> {
  const named = new Map<string, NamedLora>();
  for (const { name } of findLoraTags(arm.prompt)) {
    const found = findAddition(library, 'lora', name);
    if (found) named.set(name, { name, id: found.id, file: found.path });
  }
  return named.size === 0 ? arm : { ...arm, namedLoras: [...named.values()] };
}

/** The library with the names that an arm's prompt was queued with: they come first, wherever their files are now. */
export function withNamesOf(
  { namedLoras = [] }: Pick<Arm, 'namedLoras'>,
  library: readonly Pick<Addition, 'kind' | 'name' | 'path' | 'id'>[],
): Pick<Addition, 'kind' | 'name' | 'path'>[] {
  const noted = namedLoras.map(({ name, id, file }) => ({
    kind: 'lora' as const,
    name,
    path: library.find((one) => one.id === id)?.path ?? file,
  }));
  return [...noted, ...library];
}

/** What the text encoder is given of a settled prompt. */
export function withoutNamedLoras(
  settled: string,
  library: readonly Pick<Addition, 'kind' | 'name'>[],
): string {
  const isKnown = (name: string) => findAddition(library, 'lora', name) !== undefined;
  return takeKnownTags(settled, isKnown, 'settled').text;
}

/** A LoRA changes the model, which reads both prompts: there is nothing that a negative one could do. */
function requireNoTags({ negativePrompt: prompt }: TaggedArm): void {
  const [tag] = findLoraTags(prompt);
  if (tag === undefined) return;
  const detail = `${tag.text} stands in the negative prompt.`;
  throw new StudioError(
    'PROMPT_INVALID',
    { prompt, reason: 'lora-in-negative', position: prompt.indexOf(tag.text), detail },
    `${detail} A LoRA is added to the model, for both prompts. Nothing was printed. Write it in the prompt, with a negative strength to turn it round, or take it out.`,
  );
}

function tooMany(prompt: string, count: number): StudioError<'PROMPT_INVALID'> {
  const detail = `The prompt and what is added beside it make ${count} LoRAs; ${maxLoras} is the most.`;
  return new StudioError(
    'PROMPT_INVALID',
    { prompt, reason: 'too-many-loras', position: null, detail },
    `${detail} Nothing was printed. Take some of them out.`,
  );
}
