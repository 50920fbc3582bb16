import type { Viewport } from './use-viewport.ts';

/** Keys of every stage: 0 fits, Z shows picture pixels, + and − zoom by steps. Says whether it was one of them. */
export function pressZoomKey(key: string, viewport: Viewport | null): boolean {
  switch (key) {
    case '0':
      viewport?.fit();
      return true;
    case 'z':
    case 'Z':
      viewport?.showActual();
      return true;
    // Where + needs Shift, its key alone counts too: = on English keyboards, ; on Japanese ones.
    case '+':
    case '=':
    case ';':
      viewport?.zoomIn();
      return true;
    case '-':
      viewport?.zoomOut();
      return true;
    default:
      return false;
  }
}
