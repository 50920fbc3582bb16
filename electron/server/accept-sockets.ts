import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import type { AnyRouter } from '@orpc/server';
import { RPCHandler } from '@orpc/server/ws';
import { WebSocketServer, type WebSocket } from 'ws';
import { requestUrl, type Access } from './access.ts';
import { refusalStatus } from './refusal-page.ts';

/** Where the page opens its WebSocket. */
const rpcPath = '/rpc';

/** In bytes: the largest picture that may be added as an input, and what is written around it. */
const largestMessage = 65 * 1024 * 1024;

/** Pages open at once, over all addresses. */
const mostSockets = 64;

/** Messages that a page may send at once, and how many a second are added. What comes faster waits and is not lost. */
const messageBurst = 1000;
const messagesPerSecond = 250;

/** Answers the contract over WebSockets of pages that were let in. `onPage` is called each time one has connected. */
export function acceptSockets(
  server: Server,
  access: Access,
  router: AnyRouter,
  onPage: () => void,
): WebSocketServer {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: largestMessage });
  const handler = new RPCHandler(router);
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    const { verdict } = access.judge(request);
    // A token in a WebSocket's address is not enough: only a page that was let in has the cookie.
    if (verdict !== 'granted') {
      refuseSocket(socket, refusalStatus(verdict === 'admit' ? 'no-token' : verdict));
    } else if (requestUrl(request)?.pathname !== rpcPath) {
      refuseSocket(socket, '404 Not Found');
    } else if (sockets.clients.size >= mostSockets) {
      refuseSocket(socket, refusalStatus('too-many-requests'));
    } else {
      sockets.handleUpgrade(request, socket, head, (webSocket) => {
        // A message that is too large or malformed closes its own connection; there is nothing else to do about it.
        webSocket.on('error', () => webSocket.terminate());
        paceMessages(webSocket);
        void handler.upgrade(webSocket);
        onPage();
      });
    }
  });
  return sockets;
}

/** Reads a socket no faster than messages are allowed: the sender is slowed down by TCP itself. */
function paceMessages(webSocket: WebSocket): void {
  let left = messageBurst;
  let at = performance.now();
  webSocket.on('message', () => {
    const now = performance.now();
    left = Math.min(messageBurst, left + ((now - at) / 1000) * messagesPerSecond) - 1;
    at = now;
    if (left >= 0 || webSocket.isPaused) return;
    webSocket.pause();
    setTimeout(() => webSocket.resume(), (-left / messagesPerSecond) * 1000).unref();
  });
}

function refuseSocket(socket: Socket, status: string): void {
  socket.on('error', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
