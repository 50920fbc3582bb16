import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export const commit = '0123456789abcdef0123456789abcdef01234567';

/** What may go wrong, changed while the server runs. */
export interface HubFaults {
  /** Answers a request before anything else; true where it has. */
  answer?: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** Cuts connections after so many bytes of a file, this many times. */
  cutAfter?: { bytes: number; times: number };
  /** Sends so many bytes and then nothing, this many times. */
  stallAfter?: { bytes: number; times: number };
  /** Changes a byte of files, this many times. */
  damage?: { times: number };
  ignoreRanges?: boolean;
}

export interface HubServer {
  readonly address: string;
  readonly faults: HubFaults;
  /** `METHOD path range authorization` of each request, also those to the storage. */
  readonly requests: {
    readonly method: string;
    readonly path: string;
    readonly range: string | undefined;
    readonly token: string | undefined;
    readonly atStorage: boolean;
  }[];
  /** Bytes of files that were sent. */
  sent(): number;
  close(): void;
}

export interface HubServerOptions {
  readonly repository: string;
  readonly files: Readonly<Record<string, Buffer>>;
  /** Whoever brings no such token is turned away. */
  readonly gate?: { readonly accepted: readonly string[]; readonly known: readonly string[] };
}

/** A hub on this machine that speaks as the public one does: listing, redirects to a storage, ranges, gates. */
export async function startHub(options: HubServerOptions): Promise<HubServer> {
  const faults: HubFaults = {};
  const requests: HubServer['requests'] = [];
  let sent = 0;
  const note = (request: IncomingMessage, atStorage: boolean) =>
    requests.push({
      method: request.method ?? '',
      path: request.url ?? '',
      range: request.headers.range,
      token: request.headers.authorization,
      atStorage,
    });
  const isLarge = (content: Buffer) => content.length > 1000;

  const sendFile = (request: IncomingMessage, response: ServerResponse, whole: Buffer) => {
    const asked = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
    const [from, to] =
      asked && !faults.ignoreRanges ? [Number(asked[1]), Number(asked[2])] : [0, whole.length - 1];
    const body = Buffer.from(whole.subarray(from, to + 1));
    if (faults.damage && faults.damage.times > 0 && request.method === 'GET' && isLarge(whole)) {
      faults.damage.times -= 1;
      body[0] = (body[0] ?? 0) ^ 255;
    }
    response.statusCode = asked && !faults.ignoreRanges ? 206 : 200;
    if (response.statusCode === 206) {
      response.setHeader('content-range', `bytes ${from}-${to}/${whole.length}`);
    }
    response.setHeader('content-length', body.length);
    if (request.method === 'HEAD') return void response.end();
    for (const fault of ['cutAfter', 'stallAfter'] as const) {
      const { [fault]: limit } = faults;
      if (!limit || limit.times === 0 || body.length <= limit.bytes) continue;
      limit.times -= 1;
      sent += limit.bytes;
      response.write(body.subarray(0, limit.bytes), () => {
        if (fault === 'cutAfter') response.destroy();
      });
      return;
    }
    sent += body.length;
    response.end(body);
  };

  const storage = await listen((request, response) => {
    note(request, true);
    const content = options.files[decodeURIComponent((request.url ?? '').slice(1))];
    if (content) sendFile(request, response, content);
    else refuse(response, 404);
  });
  const hub = await listen((request, response) => {
    note(request, false);
    const { pathname } = new URL(request.url ?? '', 'http://hub');
    if (faults.answer?.(request, response)) return;
    if (pathname === `/api/models/${options.repository}/revision/main`) {
      response.setHeader('content-type', 'application/json');
      return void response.end(JSON.stringify(listing(options.files)));
    }
    const base = `/${options.repository}/resolve/${commit}/`;
    if (!pathname.startsWith(base)) return refuse(response, 401, 'RepoNotFound');
    const token = request.headers.authorization?.replace('Bearer ', '');
    if (options.gate) {
      if (token === undefined) return refuse(response, 401, 'GatedRepo');
      if (!options.gate.known.includes(token)) {
        return refuse(response, 401, '', `Invalid credentials: ${token}`);
      }
      if (!options.gate.accepted.includes(token)) {
        return refuse(response, 403, 'GatedRepo', 'Access is restricted. Visit the page to ask.');
      }
    }
    const name = decodeURIComponent(pathname.slice(base.length));
    const content = options.files[name];
    if (!content) return refuse(response, 404, 'EntryNotFound');
    if (!isLarge(content)) return sendFile(request, response, content);
    response.statusCode = 302;
    response.setHeader('location', `${storage.address}/${encodeURIComponent(name)}`);
    response.end();
  });
  return {
    address: hub.address,
    faults,
    requests,
    sent: () => sent,
    close() {
      hub.close();
      storage.close();
    },
  };
}

export function refuse(response: ServerResponse, status: number, code = '', message = ''): void {
  response.statusCode = status;
  if (code) response.setHeader('x-error-code', code);
  if (message) response.setHeader('x-error-message', message);
  response.end();
}

function listing(files: HubServerOptions['files']) {
  const siblings = Object.entries(files).map(([rfilename, content]) => {
    const git = createHash('sha1').update(`blob ${content.length}\0`).update(content);
    const file = { rfilename, size: content.length, blobId: git.digest('hex') };
    if (content.length <= 1000) return file;
    const sha256 = createHash('sha256').update(content).digest('hex');
    return { ...file, lfs: { sha256, size: content.length, pointerSize: 130 } };
  });
  return { id: 'any', sha: commit, siblings };
}

async function listen(
  handle: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<{ address: string; close(): void }> {
  const server: Server = createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
