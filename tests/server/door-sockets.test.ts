import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { setImmediate as turnEventLoop } from 'node:timers/promises';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { WebSocket } from 'ws';
import { serveTestDoor } from './serve-test-door.ts';

const { server, token, cookie, origin, ask } = await serveTestDoor();
const inLinux = { skip: process.platform === 'linux' ? false : 'the system does not tell' };

describe('the WebSocket', () => {
  const own = { origin, cookie };

  function open(path: string, headers: Record<string, string>): Promise<WebSocket> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, { headers });
      socket.on('open', () => resolve(socket));
      socket.on('error', reject);
    });
  }

  test('carries the contract for the studio’s own page', async () => {
    const socket = await open('/rpc', own);
    const client: { greet(): Promise<string> } = createORPCClient(
      new RPCLink({ websocket: socket as unknown as globalThis.WebSocket }),
    );
    assert.equal(await client.greet(), 'こんにちは');
    socket.close();
  });

  test('is refused to every page of another origin, to none, and without the cookie', async () => {
    const refused: [string, string, Record<string, string>][] = [
      ['foreign origin', '/rpc', { cookie, origin: 'https://evil.example' }],
      ['no origin', '/rpc', { cookie }],
      ['no cookie', '/rpc', { origin }],
      ['only the token', `/rpc?token=${token}`, { origin }],
      ['rebound name', '/rpc', { cookie, host: 'evil.example', origin: 'http://evil.example' }],
      ['another path', '/other', own],
    ];
    for (const [what, path, headers] of refused) {
      await assert.rejects(open(path, headers), /Unexpected server response: 40[134]/, what);
    }
  });

  test('answers the next request after frames that are none', async (t) => {
    // The adapter says on the console what it could not read.
    t.mock.method(console, 'error', () => {});
    const socket = await open('/rpc', own);
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
    const socket = await open('/rpc', own);
    const client: { greet(): Promise<string> } = createORPCClient(
      new RPCLink({ websocket: socket as unknown as globalThis.WebSocket }),
    );
    const answers = await Promise.all(Array.from({ length: 1300 }, () => client.greet()));
    assert.ok(answers.every((answer) => answer === 'こんにちは'));
    socket.close();
  });

  test('asks a machine that is silent whether it is still there', inLinux, async () => {
    const socket = await open('/rpc', own);
    const place = `0100007F:${server.port.toString(16).toUpperCase().padStart(4, '0')}`;
    // Local address, remote one, state 01 (established), queues, which timer runs: 02 is that of keeping alive.
    const timersNow = () =>
      readFileSync('/proc/net/tcp', 'utf8')
        .split('\n')
        .flatMap((line) => {
          const [, local, , state, , timer = ''] = line.trim().split(/\s+/);
          return local === place && state === '01' ? [timer.slice(0, 2)] : [];
        });
    let timers = timersNow();
    // While an answer is on its way (01), the timer is that of sending it again.
    while (timers.includes('01')) {
      await turnEventLoop();
      timers = timersNow();
    }
    socket.close();
    assert.ok(timers.length > 0);
    assert.deepEqual(new Set(timers), new Set(['02']));
  });

  test('is closed by a message that no request can be, and the server lives on', async () => {
    const socket = await open('/rpc', own);
    const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
    socket.on('error', () => {});
    socket.send('x'.repeat(66 * 1024 * 1024));
    await closed;
    assert.equal((await ask('/')).status, 200);
  });
});
