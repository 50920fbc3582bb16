import type { DesktopBridge } from '../../electron/api/contract/bridge.ts';

declare global {
  interface Window {
    /** Set by the desktop window's preload script; absent in the browser. */
    readonly nishiki?: DesktopBridge;
  }
}

/** What the desktop window offers, or undefined in the browser. Asked each time, never kept. */
export function desktopBridge(): DesktopBridge | undefined {
  return window.nishiki;
}
