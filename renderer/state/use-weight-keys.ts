import type { KeyboardEvent } from 'react';
import { pressWeightKey } from '../ui/weight-keys.ts';
import { useDraft } from './draft.ts';

/** What a prompt's field does with keys; nothing while brackets are read as letters. */
export function useWeightKeys(): ((event: KeyboardEvent<HTMLTextAreaElement>) => void) | undefined {
  return useDraft((draft) => draft.promptSyntax) === 'plain' ? undefined : pressWeightKey;
}
