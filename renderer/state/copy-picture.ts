import type { TFunction } from 'i18next';
import { describeError } from '../api/error-words.ts';
import { pictureUrl } from '../api/picture-url.ts';
import { showFailure, showToast } from '../ui/toast-store.ts';

/** Puts a picture as PNG on the clipboard, for a chat or a drawing program. What fails is said in a toast. */
export async function copyPicture(
  pictureId: string,
  t: TFunction,
  language: string,
): Promise<void> {
  // A page that is not from this machine and not encrypted has no clipboard.
  if (!('clipboard' in navigator) || typeof ClipboardItem === 'undefined') {
    showFailure(t('common.noClipboard'), '');
    return;
  }
  try {
    // Safari wants the promise: after waiting for the bytes the press of a key no longer counts.
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': fetchPicture(pictureId) })]);
    showToast(t('common.pictureCopied'));
  } catch (error) {
    const words = describeError(error, t, language);
    showFailure(t('common.notCopied'), words.details);
  }
}

async function fetchPicture(pictureId: string): Promise<Blob> {
  const response = await fetch(pictureUrl(pictureId, 'full'));
  if (!response.ok) throw new Error(`Picture ${pictureId}: ${response.status}`);
  const file = await response.blob();
  return file.type === 'image/png' ? file : asPng(file);
}

/** Pictures of other programs may be JPEG, WebP or AVIF, which no clipboard takes. */
async function asPng(file: Blob): Promise<Blob> {
  const bitmap = await createImageBitmap(file);
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
  return canvas.convertToBlob({ type: 'image/png' });
}
