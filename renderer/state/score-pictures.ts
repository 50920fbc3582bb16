import type { TFunction } from 'i18next';
import { create } from 'zustand';
import { studio } from '../api/studio.ts';
import { showToast } from '../ui/toast-store.ts';
import { sayFailure } from '../ui/or-report.ts';
import { goTo } from './location.ts';

/** How far the scoring has come that this page asked for; null while there is none. */
export const useScoring = create<{ progress: { done: number; total: number } | null }>()(() => ({
  progress: null,
}));

/** The studio takes at most so many at once. */
const mostAtOnce = 500;

let abort = new AbortController();

/** Scores pictures, one after the other, and says how many. What was scored before a failure or an end is kept. */
export async function scorePictures(ids: readonly string[], t: TFunction): Promise<void> {
  if (ids.length === 0 || useScoring.getState().progress !== null) return;
  abort = new AbortController();
  const { signal } = abort;
  const total = ids.length;
  let scored = 0;
  let skipped = 0;
  let unreadable = 0;
  useScoring.setState({ progress: { done: 0, total } });
  try {
    for (let start = 0; start < total; start += mostAtOnce) {
      const part = ids.slice(start, start + mostAtOnce);
      for await (const event of await studio.scores.run({ ids: part }, { signal })) {
        if (event.type === 'done') {
          skipped += event.skipped.length;
          unreadable += event.unreadable.length;
        } else useScoring.setState({ progress: { done: ++scored, total } });
      }
    }
    const none = scored === 0 && skipped > 0;
    showToast(
      none
        ? t('common.scores.noScorer')
        : skipped === 0
          ? t('common.scores.done', { count: scored })
          : t('common.scores.someLeft', { count: scored, left: skipped }),
      none ? { label: t('common.scores.toModels'), run: () => goTo('/models') } : undefined,
      unreadable > 0 ? t('common.scores.unreadable', { count: unreadable }) : undefined,
    );
  } catch (error) {
    if (signal.aborted) return;
    sayFailure(error, t);
  } finally {
    useScoring.setState({ progress: null });
  }
}

export function stopScoring(): void {
  abort.abort();
}
