import type { Model } from '../../electron/api/contract/models.ts';
import { useDraft } from '../state/draft.ts';
import { useDraftProblems } from '../state/print-draft.ts';
import { settleDraft } from '../state/settle-draft.ts';
import type { DraftProblems } from '../state/settle-draft.ts';

/**
 * What is wrong with the desk now. Numbers are judged as they are typed; an empty prompt only after Generate was
 * pressed, because nobody starts with a full one.
 */
export function useLiveProblems(models: readonly Model[]): DraftProblems {
  const draft = useDraft();
  const pressed = useDraftProblems((state) => state.problems);
  const settled = settleDraft(draft, models, draft.seed === '' ? '0' : draft.seed);
  const live = 'problems' in settled ? settled.problems : {};
  return {
    ...live,
    ...keepAfterPress('prompt', live, pressed),
    ...keepAfterPress('english', live, pressed),
  };
}

function keepAfterPress(
  field: 'prompt' | 'english',
  live: DraftProblems,
  pressed: DraftProblems,
): DraftProblems {
  const untouched = live[field] === 'prompt-empty' && pressed[field] !== 'prompt-empty';
  return untouched ? { [field]: '' } : {};
}
