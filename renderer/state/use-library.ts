import { useQuery } from '@tanstack/react-query';
import { findAddition } from '../../electron/api/contract/additions.ts';
import type { Addition } from '../../electron/api/contract/additions.ts';
import type { ArmKind } from '../../electron/api/contract/arm.ts';
import { takeKnownTags } from '../../electron/api/contract/lora-tags.ts';
import { studioQuery } from '../api/studio.ts';
import { useDraft } from './draft.ts';
import { wordsOf } from './settle-draft.ts';

/** LoRAs, embeddings and VAEs that have names here; empty until the studio has said which. */
export function useLibrary(): readonly Addition[] {
  return useQuery(studioQuery.additions.list.queryOptions()).data ?? [];
}

/** Whether a LoRA that a prompt names is in the library. */
export function isLoraKnown(library: readonly Addition[], name: string): boolean {
  return findAddition(library, 'lora', name) !== undefined;
}

/** What an arm's text encoder is given of the desk: with the styles, without the tags of LoRAs that are in the library. */
export function useToldPrompt(kind: ArmKind): string {
  const library = useLibrary();
  const told = useDraft((draft) => wordsOf(draft, kind).prompt);
  const isPlain = useDraft((draft) => draft.promptSyntax === 'plain');
  return isPlain ? told : takeKnownTags(told, (name) => isLoraKnown(library, name)).text;
}
