import { create } from 'zustand';
import { maxPromptLength } from '../../electron/api/contract/arm.ts';
import { queryClient, studio, studioQuery } from '../api/studio.ts';
import { changeDraft, useDraft } from './draft.ts';
import type { Draft } from './draft-shape.ts';
import { startPrint } from './print-queue.ts';
import { drawSeed } from './seed-text.ts';
import { settleDraft } from './settle-draft.ts';
import type { DraftProblems } from './settle-draft.ts';

/** What kept the last press of Generate from starting; empty after one that started. */
export const useDraftProblems = create<{ problems: DraftProblems }>()(() => ({ problems: {} }));

/**
 * Generates what lies on the desk at this moment, whatever is written there while the words are still being translated;
 * from any room. Gives the batch's key, or null where the draft has problems (they are then in `useDraftProblems`).
 * Rejects where the studio cannot say which models there are.
 */
export async function printDraft(): Promise<string | null> {
  const pressed = useDraft.getState();
  const keep = pressed.seed !== '' && (pressed.seedLocked || !pressed.seedSpent);
  const seed = keep ? pressed.seed : drawSeed();
  // Taken at once: another press, while this one waits, draws its own.
  changeDraft({ seed, seedSpent: true });
  let key: string | null = null;
  try {
    const models = await queryClient.ensureQueryData(studioQuery.models.list.queryOptions());
    const draft = { ...pressed, ...(await translateUnedited(pressed)) };
    const settled = settleDraft(draft, models, seed);
    useDraftProblems.setState({ problems: 'problems' in settled ? settled.problems : {} });
    if ('request' in settled) key = startPrint(settled.request);
  } finally {
    if (key === null && useDraft.getState().seed === seed) {
      changeDraft({ seed: pressed.seed, seedSpent: pressed.seedSpent });
    }
  }
  return key;
}

/** The English prompt follows the Japanese one with a short delay; a quick hand must not print with the old one. */
async function translateUnedited(pressed: Draft): Promise<Partial<Draft>> {
  const { arms, prompt, englishEdited, negativePrompt, englishNegativeEdited } = pressed;
  const words: { english?: string; englishNegative?: string } = {};
  if (!arms.en) return words;
  if (!englishEdited && isTranslatable(prompt)) {
    words.english = (await studio.prompts.translate({ text: prompt })).english;
    const now = useDraft.getState();
    if (now.prompt === prompt && !now.englishEdited) changeDraft({ english: words.english });
  }
  if (!englishNegativeEdited && isTranslatable(negativePrompt)) {
    words.englishNegative = (await studio.prompts.translate({ text: negativePrompt })).english;
    const now = useDraft.getState();
    if (now.negativePrompt === negativePrompt && !now.englishNegativeEdited) {
      changeDraft({ englishNegative: words.englishNegative });
    }
  }
  return words;
}

/** What is too long is not translated: its own field says so. */
export function isTranslatable(text: string): boolean {
  return text.trim() !== '' && text.length <= maxPromptLength && text.isWellFormed();
}
