import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { describe, test } from 'node:test';
import { sendRaw } from './raw-request.ts';
import { pictureBytes, serveTestDoor } from './serve-test-door.ts';

const { server, token, cookie, origin, ask } = await serveTestDoor();

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

  test('of a browser that the studio opens itself is another one, good for one browser', async () => {
    const once = new URL(server.createUrlOnce());
    const ticket = once.searchParams.get('token') ?? '';
    assert.ok(ticket.length >= 32 && ticket !== token);
    const admitted = await sendRaw(server.port, `/?token=${ticket}`);
    assert.equal(admitted.status, 303);
    assert.equal(admitted.headers['set-cookie']?.[0]?.split(';')[0], cookie);
    assert.equal((await sendRaw(server.port, `/?token=${ticket}`)).status, 401);
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

  test('a wrong cookie before the right one, as a page of another port may set it, keeps nobody out', async () => {
    const headers = { cookie: `nishiki-${server.port}=wrong; ${cookie}` };
    assert.equal((await sendRaw(server.port, '/', { headers })).status, 200);
  });

  test('never sends a browser to another site', async () => {
    for (const path of [
      '//evil.example/path',
      '/\\evil.example/',
      '/%2e//evil.example/',
      '/a/..//x.y/',
    ]) {
      const answer = await sendRaw(server.port, `${path}?token=${token}`);
      assert.equal(answer.status, 303, path);
      assert.match(answer.headers.location ?? '', /^\/(?![/\\])/, path);
    }
  });
});

describe('other sites', () => {
  test('a name that was rebound to 127.0.0.1 is refused, even with cookie or token', async () => {
    for (const host of [
      'evil.example',
      `evil.example:${server.port}`,
      '127.0.0.1.evil.example',
      'localhost.',
      'user@localhost',
      '2130706433',
      '127.1',
      '192.168.0.1',
    ]) {
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
    for (const foreign of [
      'https://evil.example',
      'null',
      'http://127.0.0.1:1',
      'http://localhost',
    ]) {
      assert.equal((await ask('/images/p1.png', { origin: foreign })).status, 403, foreign);
    }
    assert.equal((await ask('/images/p1.png', { origin })).status, 200);
  });

  test('what is no reading needs the page’s origin, and is not served even then', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE']) {
      assert.equal((await ask('/', {}, method)).status, 403, `${method} without origin`);
      assert.equal((await ask('/', { origin }, method)).status, 405, method);
    }
  });

  test('a body is not listened to: the answer comes at once and ends the connection', async () => {
    const lengths = ['Content-Length: 99999999999', 'Transfer-Encoding: chunked'];
    for (const length of lengths) {
      const socket = connect(server.port, '127.0.0.1');
      socket.write(`POST /rpc HTTP/1.1\r\nHost: 127.0.0.1\r\n${length}\r\n\r\n`);
      let answer = '';
      // The sender has more to say: only the door can end this.
      for await (const bytes of socket) answer += String(bytes);
      assert.match(answer, /^HTTP\/1\.1 403 /, length);
      assert.match(answer, /\r\nConnection: close\r\n/, length);
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
