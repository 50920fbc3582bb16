import { ipcMain } from 'electron';
import type { AnyRouter } from '@orpc/server';
import { RPCHandler } from '@orpc/server/message-port';
import { channels } from './channels.ts';
import { isOwnFrame } from './own-page.ts';

/**
 * Answers the page's request for a port with the contract at its other end. A page that is reloaded or closed loses
 * its port, which cancels what it was printing.
 */
export function offerPort(router: AnyRouter): void {
  const handler = new RPCHandler(router);
  ipcMain.on(channels.port, (event) => {
    const [port] = event.ports;
    if (!port) return;
    if (!isOwnFrame(event.senderFrame)) {
      port.close();
      return;
    }
    handler.upgrade(port);
    port.start();
  });
}
