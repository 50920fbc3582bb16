import type { TFunction } from 'i18next';
import { describeError } from '../api/error-words.ts';
import { i18n } from '../i18n/i18n.ts';
import { showFailure } from './toast-store.ts';

/** Says in a toast what failed, and below it what is unharmed and what to do. */
export function sayFailure(error: unknown, t: TFunction): void {
  const { happened, unharmed, advice, details } = describeError(error, t, i18n.language);
  showFailure(happened, details, [unharmed, advice].filter((words) => words !== '').join(' '));
}

/** Says what failed, where nobody waits for the answer. */
export function orReport(act: Promise<unknown>, t: TFunction): void {
  act.catch((error: unknown) => sayFailure(error, t));
}
