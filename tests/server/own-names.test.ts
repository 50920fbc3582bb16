import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import { isLoopback, isOwnHost, spelledInAscii } from '../../electron/server/own-names.ts';
import { makeSelfSigned } from '../../electron/server/self-signed.ts';

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

test('a machine with a Japanese name goes by what browsers send and certificates hold', () => {
  assert.equal(spelledInAscii('書斎PC'), 'xn--pc-pm7dt5c');
  assert.equal(spelledInAscii('Studio_2'), 'studio_2');
  assert.equal(spelledInAscii('two words'), '', 'no host can be called so');
  const { certificate } = makeSelfSigned([spelledInAscii('書斎')], new Date());
  assert.equal(new X509Certificate(certificate).checkHost('xn--fev74a'), 'xn--fev74a');
});
