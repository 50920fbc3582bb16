import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { AnyRouter } from '@orpc/server';
import { RPCHandler } from '@orpc/server/ws';
import sirv from 'sirv';
import { WebSocketServer } from 'ws';
import { pageHeaders } from '../page-policy.ts';
import { createAccess, requestUrl, type Access } from './access.ts';
import { parsePicturePath, sendPicture, type PictureShelf } from './picture-files.ts';
import { refusalStatus, sendRefusal } from './refusal-page.ts';

export interface ServedStudio {
  /** The contract's procedures, as `createRouter(studio)` gives them; they take no context. */
  readonly router: AnyRouter;
  readonly gallery: PictureShelf;
}

export interface ServeOptions {
  /** Folder of the built page. */
  readonly rendererFolder: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Called once for each request that failed for a reason nobody expected. */
  readonly onFailure?: (error: unknown) => void;
  /** Called each time a page has connected. */
  readonly onPage?: () => void;
}

export interface StudioServer {
  readonly port: number;
  /** Address that lets a browser in. */
  readonly url: string;
  /** Ends open connections, which cancels what they print, and frees the port. */
  close(): Promise<void>;
}

/** Where the page opens its WebSocket. */
const rpcPath = '/rpc';

/** In bytes: the largest picture that may be added as an input, and what is written around it. */
const largestMessage = 65 * 1024 * 1024;

/**
 * Serves the studio to browsers of this machine: the page, the contract over a WebSocket, and the pictures' bytes.
 * Listens on 127.0.0.1 only.
 * @throws the system's error where the port cannot be had (`EADDRINUSE`, `EACCES`).
 */
export async function serveStudio(
  studio: ServedStudio,
  { rendererFolder, port, onFailure = () => {}, onPage = () => {} }: ServeOptions,
): Promise<StudioServer> {
  const access = createAccess();
  const page = servePage(rendererFolder);
  const server = createServer((request, response) => {
    answer(request, response, { access, studio, page }).catch((error: unknown) => {
      onFailure(error);
      if (response.headersSent) response.destroy();
      else sendPlain(response, 500, 'Nishiki could not answer this request.');
    });
  });
  const sockets = acceptSockets(server, access, studio.router, onPage);
  const taken = await listen(server, port);
  return {
    port: taken,
    url: `http://127.0.0.1:${taken}/?token=${access.token}`,
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

type Page = ReturnType<typeof sirv>;

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { access, studio, page }: { access: Access; studio: ServedStudio; page: Page },
): Promise<void> {
  const verdict = access.judge(request);
  const url = requestUrl(request);
  const port = request.socket.localPort ?? 0;
  if (verdict === 'foreign-host' || verdict === 'foreign-origin' || verdict === 'no-token') {
    sendRefusal(response, verdict);
    return;
  }
  if (url === null) {
    sendPlain(response, 400, 'This address cannot be read.');
    return;
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    sendPlain(response, 405, 'Only GET and HEAD are served here.');
    return;
  }
  if (verdict === 'admit' || url.searchParams.has('token')) {
    if (verdict === 'admit') response.setHeader('Set-Cookie', access.cookieFor(port));
    sendOn(response, url);
    return;
  }
  // Modern browsers read 'self' as this origin's WebSocket too; older ones want it spelled out.
  const socket = `ws://${request.headers.host ?? `127.0.0.1:${port}`}`;
  response.setHeaders(new Map(Object.entries(pageHeaders({ connections: [socket] }))));
  const picture = parsePicturePath(url.pathname);
  if (picture) {
    const download = url.searchParams.has('download');
    const sent = await sendPicture(request, response, studio.gallery, { ...picture, download });
    if (!sent) sendPlain(response, 404, 'There is no such picture.');
    return;
  }
  page(request, response, () => sendPlain(response, 404, 'There is no such page.'));
}

/**
 * The page's files are listed once; a request can only pick one of that list, so no path leads out of the folder.
 * Addresses of the page's own rooms (no file extension) get its one document.
 */
function servePage(rendererFolder: string): Page {
  return sirv(rendererFolder, {
    etag: true,
    single: true,
    ignores: [/^\/images\//, /^\/rpc/, /\/[^/]*\.[^/]*$/],
    setHeaders(response, pathname) {
      const hashed = pathname.startsWith('/assets/');
      const caching = hashed ? 'private, max-age=31536000, immutable' : 'no-cache';
      response.setHeader('Cache-Control', caching);
    },
  });
}

function acceptSockets(
  server: Server,
  access: Access,
  router: AnyRouter,
  onPage: () => void,
): WebSocketServer {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: largestMessage });
  const handler = new RPCHandler(router);
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    const verdict = access.judge(request);
    // A token in a WebSocket's address is not enough: only a page that was let in has the cookie.
    if (verdict !== 'granted') {
      refuseSocket(socket, refusalStatus(verdict === 'admit' ? 'no-token' : verdict));
    } else if (requestUrl(request)?.pathname !== rpcPath) {
      refuseSocket(socket, '404 Not Found');
    } else {
      sockets.handleUpgrade(request, socket, head, (webSocket) => {
        // A message that is too large or malformed closes its own connection; there is nothing else to do about it.
        webSocket.on('error', () => webSocket.terminate());
        void handler.upgrade(webSocket);
        onPage();
      });
    }
  });
  return sockets;
}

function refuseSocket(socket: Socket, status: string): void {
  socket.on('error', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** To the same address without the token, which must not stay in the address bar or in a history. */
function sendOn(response: ServerResponse, url: URL): void {
  url.searchParams.delete('token');
  // One leading slash: `//host/…` would be another site.
  const location = `/${url.pathname.replace(/^\/+/, '')}${url.search}`;
  response.writeHead(303, {
    ...pageHeaders(),
    'Cache-Control': 'no-store',
    Location: location,
  });
  response.end();
}

function sendPlain(response: ServerResponse, status: number, text: string): void {
  response.removeHeader('Content-Length');
  response.writeHead(status, {
    ...pageHeaders(),
    'Cache-Control': 'no-store',
    'Content-Type': 'text/plain; charset=utf-8',
  });
  response.end(`${text}\n`);
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
