import { desktopBridge } from './bridge.ts';

export type PictureSize = 'full' | 'thumbnail';

/** Address of a picture's bytes; they never travel through the contract. */
export function pictureUrl(pictureId: string, size: PictureSize): string {
  const id = encodeURIComponent(pictureId);
  if (desktopBridge()) {
    return size === 'full' ? `nishiki-image://picture/${id}` : `nishiki-image://thumbnail/${id}`;
  }
  const path = size === 'full' ? `/images/${id}.png` : `/images/${id}/thumbnail.webp`;
  return new URL(path, window.location.origin).href;
}

/** Address from which a browser saves the picture under its own name, recipe inside. */
export function pictureDownloadUrl(pictureId: string): string {
  const url = pictureUrl(pictureId, 'full');
  return desktopBridge() ? url : `${url}?download`;
}
