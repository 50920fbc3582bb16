import { create } from 'zustand';
import { queryClient, studio, studioQuery } from '../api/studio.ts';
import { changeDraft, useDraft } from './draft.ts';
import { startPrint } from './print-queue.ts';
import { drawSeed } from './seed-text.ts';
import { settleDraft } from './settle-draft.ts';
import type { DraftProblems } from './settle-draft.ts';

/** What kept the last press of Generate from starting; empty after one that started. */
export const useDraftProblems = create<{ problems: DraftProblems }>()(() => ({ problems: {} }));

/**
 * Generates what lies on the desk; from any room. Gives the batch's key, or null where the draft has problems (they are
 * then in `useDraftProblems`). Rejects where the studio cannot say which models there are.
 */
export async function printDraft(): Promise<string | null> {
  const models = await queryClient.ensureQueryData(studioQuery.models.list.queryOptions());
  await translateUnedited();
  const draft = useDraft.getState();
  const keep = draft.seed !== '' && (draft.seedLocked || !draft.seedSpent);
  const seed = keep ? draft.seed : drawSeed();
  const settled = settleDraft(draft, models, seed);
  useDraftProblems.setState({ problems: 'problems' in settled ? settled.problems : {} });
  if ('problems' in settled) return null;
  changeDraft({ seed, seedSpent: true });
  return startPrint(settled.request);
}

/** The English prompt follows the Japanese one with a short delay; a quick hand must not print with the old one. */
async function translateUnedited(): Promise<void> {
  const { arms, prompt, englishEdited, negativePrompt, englishNegativeEdited } =
    useDraft.getState();
  if (!arms.en) return;
  if (!englishEdited && prompt.trim() !== '') {
    const { english } = await studio.prompts.translate({ text: prompt });
    changeDraft({ english });
  }
  if (!englishNegativeEdited && negativePrompt.trim() !== '') {
    const { english } = await studio.prompts.translate({ text: negativePrompt });
    changeDraft({ englishNegative: english });
  }
}
