import { BrowserWindow } from 'electron';
import type { ShellFolders } from './folders.ts';
import { pageOrigin } from './schemes.ts';

/** Opens the studio's window. It is shown once the page is painted, on the paper's colour: no white flash. */
export function openStudioWindow({ preload, icon }: ShellFolders, isDark: boolean): BrowserWindow {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 900,
    minHeight: 600,
    show: false,
    backgroundColor: isDark ? '#161412' : '#F6F3EC',
    icon,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  });
  window.once('ready-to-show', () => window.show());
  void window.loadURL(`${pageOrigin}/`);
  return window;
}
