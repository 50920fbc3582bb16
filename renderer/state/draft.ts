import { create } from 'zustand';
import { createJSONStorage, persist } from 'zustand/middleware';
import { takeStylesOff } from '../../electron/api/contract/apply-styles.ts';
import { queryClient, studioQuery } from '../api/studio.ts';
import { blankDraft, changesOfRecall } from './draft-shape.ts';
import type { Draft, Recall } from './draft-shape.ts';
import { drawSeed } from './seed-text.ts';
import { joinStorages } from './window-storage.ts';

export const useDraft = create<Draft>()(
  persist((): Draft => blankDraft, {
    name: 'nishiki-draft',
    version: 1,
    storage: createJSONStorage(() => joinStorages(sessionStorage, localStorage)),
  }),
);

/** Changes some of what lies on the desk. */
export function changeDraft(change: Partial<Draft>): void {
  useDraft.setState(change);
}

/** Draws a seed for the next run. */
export function redrawSeed(): void {
  changeDraft({ seed: drawSeed(), seedSpent: false });
}

/** Puts a prompt, its settings or its seed back on the desk. What the recall does not name stays as it is. */
export function recallToDraft(recall: Recall): void {
  const changes = changesOfRecall(recall);
  changeDraft(changes);
  if (recall.arms?.some(({ styles }) => styles !== undefined)) void layStyles(recall, changes);
}

/** Lays the styles of what was recalled beside its words, where they are still the same; till then they are in the words. */
async function layStyles({ arms = [] }: Recall, laid: Partial<Draft>): Promise<void> {
  const known = await queryClient
    .ensureQueryData(studioQuery.styles.list.queryOptions())
    .catch(() => []);
  const apart = takeStylesOff(arms, known);
  const now = useDraft.getState();
  const texts = ['prompt', 'negativePrompt', 'english', 'englishNegative', 'styles'] as const;
  if (apart === null || texts.some((text) => now[text] !== laid[text])) return;
  const { prompt, negativePrompt, english, englishNegative } = {
    ...now,
    ...changesOfRecall({ arms: apart.arms }),
  };
  changeDraft({ prompt, negativePrompt, english, englishNegative, styles: apart.styles });
}
