import { BrowserWindow, dialog, ipcMain } from 'electron';
import type { OpenDialogOptions } from 'electron';
import { channels } from './channels.ts';
import { isOwnFrame } from './own-page.ts';

export interface ModelDialogWords {
  readonly pickFolder: string;
  readonly pickPictures: string;
  readonly pickFile: string;
  /** What the kind of file is called. */
  readonly weights: string;
}

/** Lets the page ask for a model's folder or file, and for a folder of pictures, with the system's own dialogs. */
export function offerModelDialogs(words: ModelDialogWords): void {
  offer(channels.pickFolder, {
    title: words.pickFolder,
    properties: ['openDirectory', 'treatPackageAsDirectory'],
  });
  offer(channels.pickPictures, {
    title: words.pickPictures,
    properties: ['openDirectory'],
  });
  offer(channels.pickFile, {
    title: words.pickFile,
    properties: ['openFile'],
    filters: [{ name: words.weights, extensions: ['safetensors', 'ckpt', 'bin', 'pt', 'pth'] }],
  });
}

function offer(channel: string, options: OpenDialogOptions): void {
  ipcMain.handle(channel, async (event): Promise<string | null> => {
    const window = BrowserWindow.fromWebContents(event.sender);
    if (!isOwnFrame(event.senderFrame) || !window) return null;
    const { filePaths } = await dialog.showOpenDialog(window, options);
    return filePaths[0] ?? null;
  });
}
