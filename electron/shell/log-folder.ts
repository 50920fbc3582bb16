import { ipcMain, shell } from 'electron';
import { channels } from './channels.ts';
import { isOwnFrame } from './own-page.ts';

/** Lets the page show the folder of logs in the system's file manager. It never says which folder. */
export function offerLogFolder(folder: string): void {
  ipcMain.on(channels.showLogs, (event) => {
    if (isOwnFrame(event.senderFrame)) void shell.openPath(folder);
  });
}
