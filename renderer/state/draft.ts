import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import { blankDraft, changesOfRecall } from './draft-shape.ts';
import type { Draft, Recall } from './draft-shape.ts';
import { drawSeed } from './seed-text.ts';

export const useDraft = create<Draft>()(
  persist((): Draft => blankDraft, { name: 'nishiki-draft', version: 1 }),
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
  changeDraft(changesOfRecall(recall));
}
