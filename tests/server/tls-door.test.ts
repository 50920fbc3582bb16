import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { get as getPlain } from 'node:http';
import { get } from 'node:https';
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { after, before, describe, test } from 'node:test';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { WebSocket } from 'ws';
import { withOpenStudio } from '../../electron/cli/with-open-studio.ts';
import { openBrowserDoor, type BrowserDoor } from '../../electron/server/browser-door.ts';
import { fingerprintOf } from '../../electron/server/certificate.ts';
import { serveStudio } from '../../electron/server/serve-studio.ts';
import type { StudioClient } from '../contract/transports.ts';
import { resources } from '../helpers/open-test-studio.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const place = { host: '0.0.0.0', names: ['studio.example'] };
const data = temporaryFolder();
const outside = Object.values(networkInterfaces())
  .flat()
  .find((address) => address && !address.internal && address.family === 'IPv4')?.address;

let door: BrowserDoor;
let ca: string;

async function open(): Promise<BrowserDoor> {
  return openBrowserDoor({
    data,
    resources,
    rendererFolder: import.meta.dirname,
    port: 0,
    place,
    tls: 'own',
    appVersion: '0.0.0-test',
  });
}

before(async () => {
  door = await open();
  ca = readFileSync(join(data, 'tls', 'certificate.pem'), 'utf8');
});
after(() => door.close());

async function ask(
  path: string,
  { address = '127.0.0.1', headers = {} }: { address?: string; headers?: object } = {},
): Promise<IncomingMessage & { body: string }> {
  // Also under names that the certificate does not have.
  const checkServerIdentity = () => undefined;
  const options = {
    host: address,
    port: door.port,
    path,
    ca,
    checkServerIdentity,
    headers: { ...headers },
  };
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    get(options, resolve).on('error', reject);
  });
  let body = '';
  for await (const chunk of answer) body += String(chunk);
  return Object.assign(answer, { body });
}

function tokenOf({ url }: BrowserDoor): string {
  return new URL(url).searchParams.get('token') ?? '';
}

async function cookie(): Promise<string> {
  const { headers } = await ask(`/?token=${tokenOf(door)}`);
  return (headers['set-cookie']?.[0] ?? '').split(';')[0] ?? '';
}

describe('a door beyond this machine', () => {
  test('is not opened without TLS', async () => {
    const studio = { router: {}, gallery: { locate: () => null, get: () => [] } };
    const options = { rendererFolder: import.meta.dirname, port: 0, place };
    await assert.rejects(serveStudio(studio, options), /needs TLS/);
  });

  test('prints one address with its token, by the name that it was given', () => {
    assert.match(door.url, /^https:\/\/studio\.example:\d+\/\?token=[\w-]{32}$/);
    assert.equal(door.ownFingerprint, fingerprintOf({ certificate: ca }));
  });

  test('asks for the token, and gives a cookie that only TLS carries', async () => {
    const refused = await ask('/');
    assert.equal(refused.statusCode, 401);
    assert.match(refused.body, /<input id="token" name="token" type="password"/);
    assert.match(String(refused.headers['content-security-policy']), /form-action 'self'/);
    const { statusCode, headers } = await ask(`/?token=${tokenOf(door)}`);
    assert.equal(statusCode, 303);
    assert.match(String(headers['set-cookie']), /HttpOnly; SameSite=Strict; Secure/);
  });

  test('answers at the address of this machine in its network', { skip: !outside }, async () => {
    const answer = await ask('/', { address: outside ?? '' });
    assert.equal(answer.statusCode, 401);
  });

  test('is called by its names and by addresses, and by no name that was pointed at it', async () => {
    const own = await cookie();
    for (const host of [
      'studio.example',
      `127.0.0.1:${door.port}`,
      '192.168.7.7:9',
      '[::1]:4213',
    ]) {
      const { statusCode } = await ask('/missing.js', { headers: { cookie: own, host } });
      assert.equal(statusCode, 404, host);
    }
    for (const host of ['evil.example', '127.0.0.1.evil.example', 'studio.example.evil.example']) {
      const { statusCode } = await ask('/', { headers: { cookie: own, host } });
      assert.equal(statusCode, 403, host);
    }
  });

  test('a page of the same host without TLS is another origin', async () => {
    const own = await cookie();
    const origins = {
      [`https://127.0.0.1:${door.port}`]: 404,
      [`http://127.0.0.1:${door.port}`]: 403,
    };
    for (const [origin, expected] of Object.entries(origins)) {
      const { statusCode } = await ask('/missing.js', { headers: { cookie: own, origin } });
      assert.equal(statusCode, expected, origin);
    }
  });

  test('does not speak without TLS', async () => {
    const plain = getPlain({ host: '127.0.0.1', port: door.port, path: '/' });
    await assert.rejects(once(plain, 'response'));
  });

  test('carries the contract over a WebSocket, with the cookie only', async () => {
    const origin = `https://127.0.0.1:${door.port}`;
    const socket = new WebSocket(`${origin.replace('http', 'ws')}/rpc`, {
      ca,
      headers: { cookie: await cookie(), origin },
    });
    await once(socket, 'open');
    const client: StudioClient = createORPCClient(
      new RPCLink({ websocket: socket as unknown as globalThis.WebSocket }),
    );
    assert.equal((await client.system.info()).dataFolder, data);
    socket.close();
    const stranger = new WebSocket(`${origin.replace('http', 'ws')}/rpc`, {
      ca,
      headers: { origin },
    });
    const [error] = (await once(stranger, 'error')) as [Error];
    assert.match(error.message, /401/);
  });

  test('is found by the command line of the same user', { skip: !outside }, async (t) => {
    // The test's name leads nowhere; this machine's address does.
    await door.close();
    door = await openBrowserDoor({
      data,
      resources,
      rendererFolder: import.meta.dirname,
      port: 0,
      place: { host: '0.0.0.0', names: [] },
      tls: 'own',
      appVersion: '0.0.0-test',
    });
    let version = '';
    await withOpenStudio({ data }, async (client) => {
      ({ version } = await client.system.info());
    });
    assert.equal(version, '0.0.0-test');
    t.diagnostic(new URL(door.url).origin);
  });

  test('shows the same certificate after a restart', async () => {
    const shown = door.ownFingerprint;
    await door.close();
    door = await open();
    assert.equal(door.ownFingerprint, shown);
  });
});

describe('wrong tokens', () => {
  test('are refused, the eleventh with the time to wait; those who are in stay in', async () => {
    const own = await cookie();
    // A page that tries them behind its user's back uses up nothing.
    for (let attempt = 0; attempt < 20; attempt += 1) {
      const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'image' };
      assert.equal((await ask('/?token=guess', { headers })).statusCode, 403);
    }
    for (let attempt = 0; attempt < 10; attempt += 1) {
      assert.equal((await ask(`/?token=guess${attempt}`)).statusCode, 401);
    }
    for (const token of ['guess', tokenOf(door)]) {
      const answer = await ask(`/?token=${token}`);
      assert.equal(answer.statusCode, 429);
      const wait = Number(answer.headers['retry-after']);
      assert.ok(wait > 0 && wait <= 60, String(wait));
      assert.match(answer.body, /間違いが続いた/);
      assert.match(answer.body, /Too many wrong tokens/);
      assert.equal(answer.headers['set-cookie'], undefined);
    }
    assert.equal((await ask('/missing.js', { headers: { cookie: own } })).statusCode, 404);
  });
});
