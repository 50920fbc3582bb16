import { describeError } from '../api/error-words.ts';
import { i18n } from '../i18n/i18n.ts';
import { sayFailure } from '../ui/or-report.ts';
import { showFailure, showToast } from '../ui/toast-store.ts';
import { goTo, hereAddress, isAt } from './location.ts';

/**
 * Says that something which takes minutes has come to its end, with the way there. Where it can be seen anyway, at any of
 * `places`, nothing is said.
 */
export function sayEnded(text: string, places: readonly [string, ...string[]]): void {
  if (places.some(isAt)) return;
  showToast(text, wayTo(places[0]));
}

/** Says that it failed; at any of `places` the failure stands where it happened. */
export function sayFailed(error: unknown, places: readonly string[]): void {
  if (places.some(isAt)) return;
  sayFailure(error, i18n.t);
}

/**
 * That one of several things of a room does not go on, which the user may have asked for days ago: `name` says what it is,
 * and a button leads there. Nothing is said where it is the one that is looked at.
 */
export function sayWaits(error: unknown, name: string, place: string): void {
  if (hereAddress() === place) return;
  const { happened, unharmed, advice, details } = describeError(error, i18n.t, i18n.language);
  const note = [happened, unharmed, advice].filter((words) => words !== '').join(' ');
  showFailure(i18n.t('queue.runWaits', { name }), details, note, wayTo(place));
}

function wayTo(place: string): { label: string; run: () => void } {
  return { label: i18n.t('queue.show'), run: () => goTo(place) };
}
