import { BrowserWindow, dialog, ipcMain } from 'electron';
import { channels } from './channels.ts';
import { isOwnFrame } from './own-page.ts';

/** Lets the page ask for a model's folder with the system's own dialog. */
export function offerFolderDialog(title: string): void {
  ipcMain.handle(channels.pickFolder, async (event): Promise<string | null> => {
    const window = BrowserWindow.fromWebContents(event.sender);
    if (!isOwnFrame(event.senderFrame) || !window) return null;
    const { filePaths } = await dialog.showOpenDialog(window, {
      title,
      properties: ['openDirectory', 'treatPackageAsDirectory'],
    });
    return filePaths[0] ?? null;
  });
}
