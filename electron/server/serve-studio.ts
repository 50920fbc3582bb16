import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { AnyRouter } from '@orpc/server';
import { pageHeaders } from '../page-policy.ts';
import { acceptSockets } from './accept-sockets.ts';
import { createAccess, requestUrl, type Access } from './access.ts';
import { asHost, isLoopback, shownName, type DoorPlace } from './own-names.ts';
import { parsePicturePath, sendPicture, type PictureShelf } from './picture-files.ts';
import { sendRefusal } from './refusal-page.ts';
import { createRequestLimits } from './request-limits.ts';
import type { CertificatePair } from './self-signed.ts';
import { servePage, type Page } from './serve-page.ts';

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
  /** Where to listen; left out, where only this machine can reach it. */
  readonly place?: DoorPlace;
  /** Left out, the door speaks without TLS, which only this machine may hear. */
  readonly tls?: CertificatePair | undefined;
  /** Called once for each request that failed for a reason nobody expected. */
  readonly onFailure?: (error: unknown) => void;
  /** Called each time a page has connected. */
  readonly onPage?: () => void;
}

export interface StudioServer {
  readonly port: number;
  /** Address that lets a browser in. */
  readonly url: string;
  /** Another one that does so once, within a minute: for the arguments of a program, which others can list. */
  createUrlOnce(): string;
  /** Ends open connections, which cancels what they print, and frees the port. */
  close(): Promise<void>;
}

/**
 * Serves the studio to browsers: the page, the contract over a WebSocket, and the pictures' bytes.
 *
 * @throws the system's error where the port cannot be had (`EADDRINUSE`, `EACCES`, `EADDRNOTAVAIL`), and Error where
 *   other machines could listen to a door without TLS
 */
export async function serveStudio(
  studio: ServedStudio,
  {
    rendererFolder,
    port,
    place = { host: '127.0.0.1', names: [] },
    tls,
    onFailure = () => {},
    onPage = () => {},
  }: ServeOptions,
): Promise<StudioServer> {
  if (tls === undefined && !isLoopback(place.host)) {
    throw new Error(`A door at ${place.host} needs TLS: other machines could read the token.`);
  }
  const now = () => performance.now();
  const limits = createRequestLimits(now);
  const access = createAccess({ place, secure: tls !== undefined, limits, now });
  const page = servePage(rendererFolder);
  const server = createDoor(tls, (request, response) => {
    answer(request, response, { access, studio, page, secure: tls !== undefined }).catch(
      (error: unknown) => {
        onFailure(error);
        if (response.headersSent) response.destroy();
        else sendPlain(response, 500, 'Nishiki could not answer this request.');
      },
    );
  });
  const sockets = acceptSockets(server, access, studio.router, onPage);
  const taken = await listen(server, port, place.host);
  const scheme = tls === undefined ? 'http' : 'https';
  const urlWith = (secret: string) =>
    `${scheme}://${asHost(shownName(place))}:${taken}/?token=${secret}`;
  return {
    port: taken,
    url: urlWith(access.token),
    createUrlOnce: () => urlWith(access.createTicket()),
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

const patience = {
  // Requests have no bodies here: a client that is slower than this holds a connection open for nothing.
  headersTimeout: 15_000,
  requestTimeout: 30_000,
  // A page whose machine has gone without a word would keep its place among the pages, and what it prints, for ever.
  keepAlive: true,
  keepAliveInitialDelay: 30_000,
};

function createDoor(tls: CertificatePair | undefined, listener: RequestListener): Server {
  if (tls === undefined) return createServer(patience, listener);
  const { certificate, key } = tls;
  const door = createTlsServer(
    { ...patience, cert: certificate, key, minVersion: 'TLSv1.2', handshakeTimeout: 10_000 },
    listener,
  );
  // A handshake that fails (a plain request, a browser that does not trust the certificate) ends its own connection.
  door.on('tlsClientError', (_error, socket) => socket.destroy());
  return door;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  {
    access,
    studio,
    page,
    secure,
  }: { access: Access; studio: ServedStudio; page: Page; secure: boolean },
): Promise<void> {
  // No request has a body here: who sends one all the same is answered, and not listened to until it is through.
  if (hasBody(request)) response.setHeader('Connection', 'close');
  const { verdict, waitSeconds } = access.judge(request);
  const url = requestUrl(request);
  const port = request.socket.localPort ?? 0;
  if (verdict !== 'granted' && verdict !== 'admit') {
    sendRefusal(response, verdict, { waitSeconds });
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
  const socket = `${secure ? 'wss' : 'ws'}://${request.headers.host ?? `127.0.0.1:${port}`}`;
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

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
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

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
