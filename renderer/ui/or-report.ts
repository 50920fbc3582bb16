import type { TFunction } from 'i18next';
import { describeError } from '../api/error-words.ts';
import { i18n } from '../i18n/i18n.ts';
import { showFailure } from './toast-store.ts';

/** Says what failed, where nobody waits for the answer. */
export function orReport(act: Promise<unknown>, t: TFunction): void {
  act.catch((error: unknown) => {
    const words = describeError(error, t, i18n.language);
    showFailure(words.happened, words.details);
  });
}
