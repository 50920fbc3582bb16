import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What may go wrong, changed while the feed runs. */
interface FeedFaults {
  /** Answers a request before anything else; true where it has. */
  answer?: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** Sends so much of a part and then cuts the line, this many times. */
  cutAfter?: { bytes: number; times: number };
  /** Sends so much of the package in all and then nothing more. */
  holdAfter?: number;
  /** Changes a byte of what is sent, this many times. */
  damage?: { times: number };
}

export interface PackageFeed {
  /** Address of the feed's index. */
  readonly index: string;
  readonly faults: FeedFaults;
  /** Bytes of the package that were sent. */
  sent(): number;
  close(): void;
}

/**
 * A feed of NuGet's protocol, version 3, on this machine with one package in it: index, flat container, registration
 * and catalogue.
 *
 * @param hash what the catalogue says; null for a feed without one
 */
export async function startPackageFeed(
  { name, version, content }: { name: string; version: string; content: Buffer },
  hash: Buffer | null = createHash('sha512').update(content).digest(),
): Promise<PackageFeed> {
  const faults: FeedFaults = {};
  let sent = 0;
  const id = name.toLowerCase();
  const server = createServer((request, response) => {
    const { pathname, origin } = new URL(request.url ?? '', `http://${request.headers.host}`);
    if (faults.answer?.(request, response)) return;
    const json = (value: unknown): void => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(value));
    };
    const pages: Record<string, () => void> = {
      '/v3/index.json': () =>
        json({
          version: '3.0.0',
          resources: [
            { '@id': `${origin}/flat/`, '@type': 'PackageBaseAddress/3.0.0' },
            ...(hash
              ? [{ '@id': `${origin}/registration/`, '@type': 'RegistrationsBaseUrl' }]
              : []),
          ],
        }),
      [`/registration/${id}/${version}.json`]: () =>
        json({ catalogEntry: `${origin}/catalog/${id}.${version}.json` }),
      [`/catalog/${id}.${version}.json`]: () =>
        json({ packageHash: hash?.toString('base64'), packageHashAlgorithm: 'SHA512' }),
      [`/flat/${id}/${version}/${id}.${version}.nupkg`]: () => sendPackage(request, response),
    };
    const page = pages[pathname];
    if (page) return page();
    response.statusCode = 404;
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  function sendPackage(request: IncomingMessage, response: ServerResponse): void {
    const asked = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
    const [from, to] = asked ? [Number(asked[1]), Number(asked[2])] : [0, content.length - 1];
    const body = Buffer.from(content.subarray(from, to + 1));
    response.statusCode = asked ? 206 : 200;
    if (asked) response.setHeader('content-range', `bytes ${from}-${to}/${content.length}`);
    response.setHeader('content-length', body.length);
    if (request.method === 'HEAD') return void response.end();
    if (faults.damage && faults.damage.times > 0) {
      faults.damage.times -= 1;
      body[body.length >> 1] = (body[body.length >> 1] ?? 0) ^ 255;
    }
    const cut = faults.cutAfter;
    if (cut && cut.times > 0 && body.length > cut.bytes) {
      cut.times -= 1;
      sent += cut.bytes;
      return void response.write(body.subarray(0, cut.bytes), () => response.destroy());
    }
    const room = (faults.holdAfter ?? Infinity) - sent;
    if (body.length > room) {
      sent += Math.max(0, room);
      return void response.write(body.subarray(0, Math.max(0, room)));
    }
    sent += body.length;
    response.end(body);
  }

  function close(): void {
    server.closeAllConnections();
    server.close();
  }
  const { port } = server.address() as AddressInfo;
  return { index: `http://127.0.0.1:${port}/v3/index.json`, faults, sent: () => sent, close };
}
