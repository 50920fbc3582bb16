import { i18n } from '../i18n/i18n.ts';
import { showToast } from '../ui/toast-store.ts';
import { sayFailure } from '../ui/or-report.ts';
import { goTo, isAt } from './location.ts';

/**
 * Says that something which takes minutes has come to its end, with the way there. Where it can be seen anyway, at any of
 * `places`, nothing is said.
 */
export function sayEnded(text: string, places: readonly [string, ...string[]]): void {
  if (places.some(isAt)) return;
  showToast(text, { label: i18n.t('queue.show'), run: () => goTo(places[0]) });
}

/** Says that it failed; at any of `places` the failure stands where it happened. */
export function sayFailed(error: unknown, places: readonly string[]): void {
  if (places.some(isAt)) return;
  sayFailure(error, i18n.t);
}
