import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readPlace } from '../../electron/cli/door-place.ts';
import { UsageError } from '../../electron/cli/failure.ts';
import { makeSelfSigned } from '../../electron/server/self-signed.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

test('the door is this machine’s alone unless it is asked for otherwise', () => {
  assert.deepEqual(readPlace({}, 'en'), { place: { host: '127.0.0.1', names: [] }, tls: 'none' });
  assert.equal(readPlace({ tls: true }, 'en').tls, 'own');
});

test('beyond this machine it needs TLS: its own certificate, or the user’s', () => {
  for (const host of ['0.0.0.0', '::', '192.168.1.5', 'fd00::1']) {
    assert.throws(() => readPlace({ host }, 'ja'), UsageError, host);
    assert.equal(readPlace({ host, tls: true }, 'ja').tls, 'own');
  }
  for (const host of ['localhost', '127.0.0.1', '127.0.0.53', '::1']) {
    assert.equal(readPlace({ host }, 'ja').tls, 'none', host);
  }
  const pair = makeSelfSigned(['studio.example'], new Date());
  const folder = temporaryFolder();
  const [cert, key] = [join(folder, '証明書.pem'), join(folder, 'key.pem')];
  writeFileSync(cert, pair.certificate);
  writeFileSync(key, pair.key);
  assert.deepEqual(readPlace({ host: '0.0.0.0', cert, key }, 'en').tls, pair);
  writeFileSync(key, makeSelfSigned(['studio.example'], new Date()).key);
  assert.throws(() => readPlace({ cert, key }, 'en'), /cannot be used: The key in .+ is not that/);
  const missing = { cert: join(folder, 'gone.pem'), key };
  assert.throws(() => readPlace(missing, 'ja'), UsageError);
});

test('what cannot be meant is said, in the user’s language', () => {
  assert.throws(() => readPlace({ host: 'studio.example', tls: true }, 'en'), /no IP address/);
  assert.throws(() => readPlace({ host: '0.0.0.0' }, 'ja'), /--tls.*が必要です/);
  assert.throws(() => readPlace({ cert: 'c.pem' }, 'en'), /both, or neither/);
  assert.throws(() => readPlace({ name: ['a b'] }, 'en'), /no host name/);
  assert.deepEqual(readPlace({ name: ['Studio.Example'] }, 'en').place.names, ['studio.example']);
});
