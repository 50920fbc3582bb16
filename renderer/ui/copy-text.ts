import type { TFunction } from 'i18next';
import { showFailure } from './toast-store.ts';

/**
 * Puts a text on the clipboard, for a press of a button. False where that cannot be, which a toast has said by then: a page
 * that is neither from this machine nor encrypted has no clipboard, and a browser may keep it to itself.
 */
export async function copyText(text: string, t: TFunction): Promise<boolean> {
  if (!('clipboard' in navigator)) {
    showFailure(t('common.noClipboard'), '');
    return false;
  }
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch (error) {
    showFailure(t('common.notCopied'), String(error));
    return false;
  }
}
