import type { TFunction } from 'i18next';
import type { ReadRecipe } from '../../electron/api/contract/inputs.ts';
import { guidanceSchema, sideSchema, stepsSchema } from '../../electron/api/contract/recipe.ts';
import { describeError } from '../api/error-words.ts';
import { studio } from '../api/studio.ts';
import { showFailure, showToast } from '../ui/toast-store.ts';
import { changeDraft } from './draft.ts';
import { changesOfRecall } from './draft-shape.ts';
import type { Draft } from './draft-shape.ts';
import { goTo } from './location.ts';

/** Looks how a dropped picture was made and offers to lay its prompt and seed on the desk. */
export async function offerRecipe(file: File, t: TFunction, language: string): Promise<void> {
  try {
    const read = await studio.inputs.readRecipe({ file });
    const changes = changesOfRecipe(read);
    if (changes === null) {
      showToast(t('frame.dropped.silent', { name: file.name }));
      return;
    }
    showToast(t('frame.dropped.offer', { name: file.name }), {
      label: t('frame.dropped.use'),
      run: () => {
        changeDraft(changes);
        goTo('/create');
      },
    });
  } catch (error) {
    const words = describeError(error, t, language);
    showFailure(`${words.happened} ${words.advice}`, words.details);
  }
}

/**
 * What of a picture's recipe goes to the desk; null where it says nothing. Of another program's picture only what it says
 * and the studio can do; a prompt with Japanese letters goes to the Japanese arm. Its LoRAs are files that are not here.
 */
export function changesOfRecipe({ own, found }: ReadRecipe): Partial<Draft> | null {
  if (own !== null) {
    const { arm: kind, prompt, negativePrompt, seed } = own;
    // Its model has another id in every studio: the usual one of its kind is taken.
    const arms = [{ kind, modelId: '', prompt, negativePrompt }];
    return changesOfRecall({ arms, settings: own, seed, count: 1 });
  }
  if (found === null) return null;
  const prompt = found.prompt.replaceAll(/<lora:[^>]*>/g, '').trim();
  const kind = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u.test(prompt) ? 'ja' : 'en';
  const { negativePrompt, seed } = found;
  const width = sideSchema.safeParse(found.width);
  const height = sideSchema.safeParse(found.height);
  const steps = stepsSchema.safeParse(found.steps);
  const guidance = guidanceSchema.safeParse(found.guidance);
  return {
    ...changesOfRecall({
      arms: [{ kind, modelId: '', prompt, negativePrompt }],
      ...(seed !== null && { seed }),
      count: 1,
    }),
    ...(width.success && height.success && { width: width.data, height: height.data }),
    ...(steps.success && { steps: steps.data }),
    ...(guidance.success && { guidance: guidance.data }),
    ...(found.sampler !== null && { sampler: found.sampler }),
  };
}
