import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLoopback, isOwnHost } from '../../electron/server/own-names.ts';

test('a door that only this machine reaches is called by its own address and by no other', () => {
  const place = { host: '127.0.0.9', names: ['studio.example'] };
  for (const host of ['127.0.0.9:4213', '127.0.0.1', '[::1]:4213', 'Studio.Example:1']) {
    assert.ok(isOwnHost(host, place), host);
  }
  for (const host of ['127.0.0.8', '10.0.0.1', '[::2]', '127.0.0.9.evil.example', '']) {
    assert.ok(!isOwnHost(host, place), host);
  }
});

test('a door that others reach is called by any address, and by no foreign name', () => {
  const place = { host: '0.0.0.0', names: [] };
  for (const host of ['10.0.0.1:4213', '[fd00::1]']) assert.ok(isOwnHost(host, place), host);
  for (const host of ['evil.example', '10.0.0.1.evil.example', '10.1']) {
    assert.ok(!isOwnHost(host, place), host);
  }
  assert.deepEqual(['localhost', '127.8.8.8', '::1', '0.0.0.0'].map(isLoopback), [
    true,
    true,
    true,
    false,
  ]);
});
