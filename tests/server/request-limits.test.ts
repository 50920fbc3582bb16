import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRequestLimits } from '../../electron/server/request-limits.ts';

function limitsAt(start = 0) {
  const clock = { now: start };
  return { clock, limits: createRequestLimits(() => clock.now) };
}

test('a gallery that is scrolled asks as fast as it likes; a flood has to wait, and only the flood', () => {
  const { clock, limits } = limitsAt();
  for (let request = 0; request < 2000; request += 1) assert.equal(limits.request('10.0.0.1'), 0);
  const wait = limits.request('10.0.0.1');
  assert.ok(wait > 0 && wait <= 1, String(wait));
  assert.equal(limits.request('10.0.0.2'), 0);
  clock.now += wait * 1000 + 1;
  assert.equal(limits.request('10.0.0.1'), 0);
});

test('500 requests a second for ever are never too many', () => {
  const { clock, limits } = limitsAt();
  for (let request = 0; request < 100_000; request += 1) {
    assert.equal(limits.request('10.0.0.1'), 0);
    clock.now += 2;
  }
});

test('ten wrong tokens within a minute, and the address waits until the first is a minute old', () => {
  const { clock, limits } = limitsAt();
  for (let attempt = 0; attempt < 10; attempt += 1) {
    assert.equal(limits.login('10.0.0.1'), 0, String(attempt));
    limits.wrongToken('10.0.0.1');
    clock.now += 1000;
  }
  assert.equal(limits.login('10.0.0.1'), 50);
  assert.equal(limits.login('::ffff:10.0.0.1'), 50, 'the same address, as IPv6 sockets name it');
  assert.equal(limits.login('10.0.0.2'), 0);
  clock.now += 50_000;
  assert.equal(limits.login('10.0.0.1'), 0);
});

test('a network of IPv6 counts as one also where its addresses are written without their zeros', () => {
  const { limits } = limitsAt();
  for (let host = 1; host <= 5; host += 1) limits.wrongToken(`2001:db8::${host}`);
  for (let host = 1; host <= 5; host += 1) limits.wrongToken(`2001:db8::a:b:c:${host}`);
  assert.ok(limits.login('2001:db8:0:0:9:9:9:9') > 0);
  assert.equal(limits.login('2001:db8:0:1::1'), 0);
  for (let host = 1; host <= 10; host += 1) limits.wrongToken(`fe80::${host}%eth0`);
  assert.ok(limits.login('fe80::99%eth0') > 0);
});

test('one network of IPv6 counts as one, and all addresses together have a limit too', () => {
  const { limits } = limitsAt();
  for (let host = 1; host <= 10; host += 1) limits.wrongToken(`2001:db8:1:2:0:0:0:${host}`);
  assert.ok(limits.login('2001:db8:1:2:9:9:9:9') > 0);
  assert.equal(limits.login('2001:db8:1:3:9:9:9:9'), 0);
  assert.equal(limits.login('2001:db8:1::9'), 0);
  for (let host = 0; host < 190; host += 1) limits.wrongToken(`10.0.1.${host}`);
  assert.ok(limits.login('172.16.0.1') > 0);
});
