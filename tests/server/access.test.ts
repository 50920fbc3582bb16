import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { test } from 'node:test';
import { createAccess } from '../../electron/server/access.ts';
import { createRequestLimits } from '../../electron/server/request-limits.ts';

/** The rules of a door whose clock stands until it is moved. */
function accessAt(start = 0) {
  const clock = { now: start };
  const now = () => clock.now;
  const place = { host: '127.0.0.1', names: [] };
  const limits = createRequestLimits(now);
  const access = createAccess({ place, secure: false, limits, now });
  const socket = { remoteAddress: '127.0.0.1', localPort: 4213 };
  const headers = { host: '127.0.0.1:4213' };
  /** What becomes of a browser that brings this secret. */
  const verdictOn = (secret: string) =>
    access.judge({ method: 'GET', url: `/?token=${secret}`, headers, socket } as IncomingMessage)
      .verdict;
  return { clock, access, verdictOn };
}

test('a ticket lets a browser in within its minute, and no later', () => {
  const { clock, access, verdictOn } = accessAt(5_000);
  const inTime = access.createTicket();
  const late = access.createTicket();
  clock.now += 59_999;
  assert.equal(verdictOn(inTime), 'admit');
  clock.now += 1;
  assert.equal(verdictOn(late), 'no-token');
});

test('every ticket has a minute of its own, the token has none', () => {
  const { clock, access, verdictOn } = accessAt();
  const first = access.createTicket();
  clock.now += 40_000;
  const second = access.createTicket();
  clock.now += 40_000;
  assert.deepEqual([first, second, second].map(verdictOn), ['no-token', 'admit', 'no-token']);
  clock.now += 24 * 3_600_000;
  assert.equal(verdictOn(access.token), 'admit');
});

test('a ticket that came too late counts as a wrong token', () => {
  const { clock, access, verdictOn } = accessAt();
  const late = Array.from({ length: 10 }, () => access.createTicket());
  clock.now += 60_000;
  assert.deepEqual(new Set(late.map(verdictOn)), new Set(['no-token']));
  assert.equal(verdictOn(access.token), 'too-many-tokens');
});
