import { Menu, shell, type MenuItemConstructorOptions } from 'electron';
import type { Language } from '../language.ts';
import { shellWords } from './words.ts';

/** Sets the program's menu. Roles bring the system's own behaviour and keys; the words are ours in both languages. */
export function installMenu(language: Language, dataFolder: string): void {
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(menuTemplate(language, process.platform, dataFolder)),
  );
}

/** The menu's content; on macOS with the program's own menu first. */
export function menuTemplate(
  language: Language,
  platform: NodeJS.Platform,
  dataFolder: string,
): MenuItemConstructorOptions[] {
  const say = shellWords[language];
  const isMac = platform === 'darwin';
  const quit: MenuItemConstructorOptions = { role: 'quit', label: say.quit };
  const program: MenuItemConstructorOptions = {
    role: 'appMenu',
    submenu: [
      { role: 'about', label: say.about },
      { type: 'separator' },
      { role: 'hide', label: say.hide },
      { role: 'hideOthers', label: say.hideOthers },
      { role: 'unhide', label: say.unhide },
      { type: 'separator' },
      quit,
    ],
  };
  const file: MenuItemConstructorOptions = {
    label: say.file,
    submenu: [
      { label: say.openDataFolder, click: () => void shell.openPath(dataFolder) },
      { type: 'separator' },
      isMac ? { role: 'close', label: say.close } : quit,
    ],
  };
  const edit: MenuItemConstructorOptions = {
    label: say.edit,
    submenu: [
      { role: 'undo', label: say.undo },
      { role: 'redo', label: say.redo },
      { type: 'separator' },
      { role: 'cut', label: say.cut },
      { role: 'copy', label: say.copy },
      { role: 'paste', label: say.paste },
      { role: 'selectAll', label: say.selectAll },
    ],
  };
  const view: MenuItemConstructorOptions = {
    label: say.view,
    submenu: [
      { role: 'resetZoom', label: say.resetZoom },
      { role: 'zoomIn', label: say.zoomIn },
      { role: 'zoomOut', label: say.zoomOut },
      { role: 'togglefullscreen', label: say.fullScreen },
      { type: 'separator' },
      { role: 'reload', label: say.reload },
      { role: 'toggleDevTools', label: say.developerTools },
    ],
  };
  const window: MenuItemConstructorOptions = {
    label: say.window,
    role: 'window',
    submenu: [{ role: 'minimize', label: say.minimize }],
  };
  return [...(isMac ? [program] : []), file, edit, view, window];
}
