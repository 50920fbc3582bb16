import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { portMessage, type DesktopBridge } from '../api/contract/bridge.ts';
import { channels } from './channels.ts';

/**
 * Note: what a page may hold. The page gets these functions and one port, never `ipcRenderer`: with it, any script in
 * the page could speak on any channel. The script runs in Chromium's sandbox, where only this part of Electron and no
 * Node exists; that is why it is bundled into one CommonJS file.
 */
const bridge: DesktopBridge = {
  platform: platformOf(process.platform),
  requestPort() {
    const { port1, port2 } = new MessageChannel();
    ipcRenderer.postMessage(channels.port, null, [port1]);
    // A port cannot pass the bridge; it can travel by a message of the window to itself.
    window.postMessage(portMessage, window.location.origin, [port2]);
  },
  startDrag: (pictureIds) => ipcRenderer.send(channels.drag, pictureIds),
  pickFolder: () => ipcRenderer.invoke(channels.pickFolder),
  pickPictures: () => ipcRenderer.invoke(channels.pickPictures),
  pickFile: () => ipcRenderer.invoke(channels.pickFile),
  pathOf: (file) => webUtils.getPathForFile(file),
  revealPicture: (pictureId) => ipcRenderer.send(channels.reveal, pictureId),
  showLogs: () => ipcRenderer.send(channels.showLogs),
};

contextBridge.exposeInMainWorld('nishiki', bridge);

function platformOf(platform: NodeJS.Platform): DesktopBridge['platform'] {
  return platform === 'win32' || platform === 'darwin' ? platform : 'linux';
}
