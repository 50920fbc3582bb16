import type { WebFrameMain } from 'electron';
import { pageOrigin } from './schemes.ts';

/** Whether an address belongs to the studio's page. */
export function isOwnPage(address: string): boolean {
  return URL.parse(address)?.href.startsWith(`${pageOrigin}/`) ?? false;
}

/** Whether a message comes from the studio's page itself: not from a frame in it, not from a page that replaced it. */
export function isOwnFrame(frame: Pick<WebFrameMain, 'url' | 'parent'> | null): boolean {
  return frame !== null && frame.parent === null && isOwnPage(frame.url);
}
