import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { os } from '@orpc/server';
import { WebSocket } from 'ws';
import { serveStudio, type StudioServer } from '../../electron/server/serve-studio.ts';
import { sendRaw } from './raw-request.ts';

const pictureBytes = Buffer.from('the bytes of a picture');
const router = { greet: os.handler(() => 'こんにちは') };

let folder: string;
let server: StudioServer;
let token: string;
let cookie: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nishiki-server-'));
  await mkdir(join(folder, 'page', 'assets'), { recursive: true });
  await writeFile(join(folder, 'page', 'index.html'), '<!doctype html><title>錦</title>');
  await writeFile(join(folder, 'page', 'assets', 'main-1a2b.js'), 'export {};');
  await writeFile(join(folder, 'secret.txt'), 'nobody may read this');
  await writeFile(join(folder, 'picture.png'), pictureBytes);
  const gallery = {
    locate: (id: string, kind: 'full' | 'thumbnail') => {
      if (id === 'gone') return { path: join(folder, 'no-such-file.png'), mime: 'image/png' };
      if (id !== 'p1') return null;
      return {
        path: join(folder, 'picture.png'),
        mime: kind === 'full' ? 'image/png' : 'image/webp',
      };
    },
    get: ({ ids }: { ids: string[] }) => ids.map(() => ({ fileName: '猫 "と" 月%.png' })),
  };
  server = await serveStudio(
    { router, gallery },
    { rendererFolder: join(folder, 'page'), port: 0 },
  );
  token = new URL(server.url).searchParams.get('token') ?? '';
  const admitted = await sendRaw(server.port, `/?token=${token}`);
  cookie = (admitted.headers['set-cookie']?.[0] ?? '').split(';')[0] ?? '';
});

after(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

/** A request of the studio's own page. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET') {
  return sendRaw(server.port, path, { method, headers: { cookie, ...headers } });
}

describe('the token', () => {
  test('is long, lets in once by query, and leaves the address', async () => {
    assert.ok(token.length >= 32);
    const answer = await sendRaw(server.port, `/gallery?view=grid&token=${token}`);
    assert.equal(answer.status, 303);
    assert.equal(answer.headers.location, '/gallery?view=grid');
    const [given = ''] = answer.headers['set-cookie'] ?? [];
    assert.match(given, /; HttpOnly/);
    assert.match(given, /; SameSite=Strict/);
    assert.ok(!given.includes(token), 'the cookie is not the token');
    assert.equal(answer.headers['cache-control'], 'no-store');
  });

  test('is missing: a page in Japanese and English says what to do, and shows nothing else', async () => {
    for (const path of [
      '/',
      '/assets/main-1a2b.js',
      '/images/p1.png',
      '/?token=wrong',
      '/?token=',
    ]) {
      const answer = await sendRaw(server.port, path);
      assert.equal(answer.status, 401, path);
      assert.match(answer.body.toString(), /合言葉/);
      assert.match(answer.body.toString(), /needs its token/);
      assert.equal(answer.headers['set-cookie'], undefined);
      assert.ok(!answer.body.includes(pictureBytes));
    }
  });

  test('a wrong cookie, or one of another studio’s port, lets nobody in', async () => {
    const [, secret = ''] = cookie.split('=');
    for (const wrong of [
      `${cookie}x`,
      `nishiki-1=${secret}`,
      `nishiki-${server.port}=`,
      'nishiki',
    ]) {
      const answer = await sendRaw(server.port, '/', { headers: { cookie: wrong } });
      assert.equal(answer.status, 401, wrong);
    }
  });

  test('never sends a browser to another site', async () => {
    const answer = await sendRaw(server.port, `//evil.example/path?token=${token}`);
    assert.doesNotMatch(answer.headers.location ?? '/', /^\/\/|^https?:/);
  });
});

describe('other sites', () => {
  test('a name that was rebound to 127.0.0.1 is refused, even with cookie or token', async () => {
    for (const host of ['evil.example', `evil.example:${server.port}`, '127.0.0.1.evil.example']) {
      const answer = await ask(`/?token=${token}`, { host });
      assert.equal(answer.status, 403, host);
      assert.equal(answer.headers['set-cookie'], undefined);
    }
  });

  test('this machine’s own names are taken, through a tunnel of another port too', async () => {
    for (const host of [`localhost:${server.port}`, '127.0.0.1:9999', '[::1]:4213', 'LOCALHOST']) {
      assert.equal((await ask('/', { host })).status, 200, host);
    }
  });

  test('requests with a foreign origin are refused', async () => {
    for (const origin of [
      'https://evil.example',
      'null',
      'http://127.0.0.1:1',
      'http://localhost',
    ]) {
      assert.equal((await ask('/images/p1.png', { origin })).status, 403, origin);
    }
    const own = `http://127.0.0.1:${server.port}`;
    assert.equal((await ask('/images/p1.png', { origin: own })).status, 200);
  });

  test('what is no reading needs the page’s origin, and is not served even then', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
      assert.equal((await ask('/', {}, method)).status, 403, `${method} without origin`);
      const own = `http://127.0.0.1:${server.port}`;
      assert.equal((await ask('/', { origin: own }, method)).status, 405, method);
    }
  });

  test('the server cannot be reached from other machines', async () => {
    const outside = Object.values(networkInterfaces())
      .flat()
      .find((address) => address && !address.internal && address.family === 'IPv4');
    if (!outside) return;
    await assert.rejects(
      new Promise<void>((resolve, reject) => {
        const socket = connect(server.port, outside.address, () => {
          socket.destroy();
          resolve();
        });
        socket.on('error', reject);
      }),
      { code: 'ECONNREFUSED' },
    );
  });
});

describe('the WebSocket', () => {
  const own = () => ({ origin: `http://127.0.0.1:${server.port}`, cookie });

  function open(path: string, headers: Record<string, string>): Promise<WebSocket> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, { headers });
      socket.on('open', () => resolve(socket));
      socket.on('error', reject);
    });
  }

  test('carries the contract for the studio’s own page', async () => {
    const socket = await open('/rpc', own());
    const client: { greet(): Promise<string> } = createORPCClient(
      new RPCLink({ websocket: socket as unknown as globalThis.WebSocket }),
    );
    assert.equal(await client.greet(), 'こんにちは');
    socket.close();
  });

  test('is refused to every page of another origin, to none, and without the cookie', async () => {
    const { origin } = own();
    const refused: [string, string, Record<string, string>][] = [
      ['foreign origin', '/rpc', { cookie, origin: 'https://evil.example' }],
      ['no origin', '/rpc', { cookie }],
      ['no cookie', '/rpc', { origin }],
      ['only the token', `/rpc?token=${token}`, { origin }],
      ['rebound name', '/rpc', { cookie, host: 'evil.example', origin: 'http://evil.example' }],
      ['another path', '/other', own()],
    ];
    for (const [what, path, headers] of refused) {
      await assert.rejects(open(path, headers), /Unexpected server response: 40[134]/, what);
    }
  });

  test('answers the next request after frames that are none', async (t) => {
    // The adapter says on the console what it could not read.
    t.mock.method(console, 'error', () => {});
    const socket = await open('/rpc', own());
    for (const frame of [
      'no JSON',
      '[]',
      'null',
      '{"i":"x1"}',
      '{"i":"x1","p":{"u":"//[bad"}}',
      '{"i":"x2","p":{"u":"/greet","b":{"json":null,"meta":[[1,"__proto__","polluted"]]}}}',
      '{"__proto__":{"polluted":true},"i":"x3","p":{"u":"/__proto__/x"}}',
      `{"i":"x4","p":{"u":"/greet","b":{"json":${'['.repeat(5000)}${']'.repeat(5000)}}}}`,
      Buffer.from([0xff, 0xfe, 0x00, 0x80]),
    ]) {
      socket.send(frame);
    }
    const client: { greet(): Promise<string> } = createORPCClient(
      new RPCLink({ websocket: socket as unknown as globalThis.WebSocket }),
    );
    assert.equal(await client.greet(), 'こんにちは');
    assert.equal(({} as { polluted?: boolean }).polluted, undefined);
    socket.close();
  });

  test('answers every one of more messages than are read at once', async () => {
    const socket = await open('/rpc', own());
    const client: { greet(): Promise<string> } = createORPCClient(
      new RPCLink({ websocket: socket as unknown as globalThis.WebSocket }),
    );
    const answers = await Promise.all(Array.from({ length: 1300 }, () => client.greet()));
    assert.ok(answers.every((answer) => answer === 'こんにちは'));
    socket.close();
  });

  test('is closed by a message that no request can be, and the server lives on', async () => {
    const socket = await open('/rpc', own());
    const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
    socket.on('error', () => {});
    socket.send('x'.repeat(66 * 1024 * 1024));
    await closed;
    assert.equal((await ask('/')).status, 200);
  });
});

describe('files', () => {
  test('the page comes with its policy, and is asked for again each time', async () => {
    const answer = await ask('/');
    assert.equal(answer.status, 200);
    assert.match(answer.body.toString(), /<title>錦/);
    const policy = String(answer.headers['content-security-policy']);
    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /script-src 'self'(;|$)/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.match(policy, new RegExp(`connect-src 'self' ws://127.0.0.1:${server.port}`));
    assert.equal(answer.headers['x-content-type-options'], 'nosniff');
    assert.equal(answer.headers['referrer-policy'], 'no-referrer');
    assert.equal(answer.headers['cross-origin-resource-policy'], 'same-origin');
    assert.equal(answer.headers['cache-control'], 'no-cache');
  });

  test('hashed files are kept by the browser; rooms of the page get its document', async () => {
    const script = await ask('/assets/main-1a2b.js');
    assert.match(String(script.headers['cache-control']), /immutable/);
    assert.match(String(script.headers['content-type']), /javascript/);
    assert.match((await ask('/compare')).body.toString(), /<title>錦/);
    assert.equal((await ask('/missing.js')).status, 404);
  });

  test('no path leads out of the page’s folder', async () => {
    for (const path of [
      '/../secret.txt',
      '/assets/../../secret.txt',
      '/%2e%2e/secret.txt',
      '/..%2fsecret.txt',
      '/..%5csecret.txt',
      '/%252e%252e%252fsecret.txt',
      '//secret.txt',
      `/${folder}/secret.txt`,
      '/images/..%2f..%2fsecret.txt.png',
      '/images/../secret.txt',
      '/%00/secret.txt',
      '/%ff%fe.txt',
    ]) {
      const answer = await ask(path);
      assert.ok(!answer.body.includes('nobody may read this'), path);
      assert.ok([200, 400, 404].includes(answer.status), `${path}: ${answer.status}`);
    }
  });
});

describe('pictures', () => {
  test('come by id, complete, and are kept by the browser for good', async () => {
    const answer = await ask('/images/p1.png');
    assert.deepEqual(answer.body, pictureBytes);
    assert.equal(answer.headers['content-type'], 'image/png');
    assert.match(String(answer.headers['cache-control']), /private.*immutable/);
    assert.equal(answer.headers['content-disposition'], undefined);
    assert.equal((await ask('/images/p1/thumbnail.webp')).headers['content-type'], 'image/webp');
  });

  test('HEAD gives the length and no bytes', async () => {
    const answer = await ask('/images/p1.png', {}, 'HEAD');
    assert.equal(answer.headers['content-length'], String(pictureBytes.length));
    assert.equal(answer.body.length, 0);
  });

  test('are downloaded under their Japanese name', async () => {
    const answer = await ask('/images/p1.png?download');
    const disposition = String(answer.headers['content-disposition']);
    const name = /filename\*=UTF-8''([^;]+)$/.exec(disposition)?.[1] ?? '';
    assert.equal(decodeURIComponent(name), '猫 "と" 月%.png');
    assert.match(disposition, /^attachment; filename="[ -~]+"; /);
    assert.doesNotMatch(/filename="(.*)"; /.exec(disposition)?.[1] ?? '', /["%\\]/);
  });

  test('that are unknown, or whose file is gone, are a plain 404', async () => {
    for (const id of ['p2', 'gone', 'p1%00', 'a'.repeat(65)]) {
      assert.equal((await ask(`/images/${id}.png`)).status, 404, id);
    }
  });
});
