import assert from 'node:assert/strict';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect, createServer } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import {
  fingerprintOf,
  ownCertificate,
  readCertificate,
} from '../../electron/server/certificate.ts';
import { makeSelfSigned } from '../../electron/server/self-signed.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const now = new Date('2026-11-26T12:00:00Z');
const names = ['studio.example', '192.168.1.5', '::1', 'fe80::1:2', '2001:db8::', '::ffff:1.2.3.4'];

test('a certificate has its names, its year and nobody’s authority, and is signed by its own key', () => {
  const { certificate, key } = makeSelfSigned(names, now);
  const parsed = new X509Certificate(certificate);
  for (const name of ['studio.example']) assert.equal(parsed.checkHost(name), name);
  for (const address of names.slice(1)) assert.equal(parsed.checkIP(address), address);
  assert.equal(parsed.checkHost('other.example'), undefined);
  assert.equal(parsed.checkIP('192.168.1.6'), undefined);
  assert.equal(parsed.subject, 'CN=studio.example');
  assert.equal(parsed.issuer, parsed.subject);
  assert.equal(parsed.ca, false);
  assert.deepEqual(parsed.keyUsage, ['1.3.6.1.5.5.7.3.1']);
  assert.equal(parsed.validFromDate.toISOString(), '2026-11-25T12:00:00.000Z');
  assert.equal(parsed.validToDate.toISOString(), '2027-11-26T12:00:00.000Z');
  assert.ok(parsed.verify(parsed.publicKey));
  assert.ok(parsed.checkPrivateKey(createPrivateKey(key)));
  assert.notEqual(
    parsed.serialNumber,
    new X509Certificate(makeSelfSigned(names, now).certificate).serialNumber,
  );
});

test('OpenSSL shakes hands with it, and only under its names', async () => {
  const { certificate, key } = makeSelfSigned(['localhost', '127.0.0.1'], new Date());
  const server = createServer({ cert: certificate, key }, (socket) => socket.end('錦'));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const shake = (servername: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', ca: certificate, servername });
      socket.on('data', (bytes) => resolve(bytes.toString()));
      socket.on('error', reject);
    });
  assert.equal(await shake('localhost'), '錦');
  await assert.rejects(shake('other.example'), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
  server.close();
});

test('the studio’s own is kept while it is good, and made anew when it is not', () => {
  const data = temporaryFolder();
  const first = ownCertificate(data, names, now);
  assert.equal(fingerprintOf(ownCertificate(data, names.slice(1), now)), fingerprintOf(first));
  const elevenMonths = new Date('2027-11-01T00:00:00Z');
  const renewed = ownCertificate(data, names, elevenMonths);
  assert.notEqual(fingerprintOf(renewed), fingerprintOf(first));
  const renamed = ownCertificate(data, [...names, '10.0.0.7'], elevenMonths);
  assert.notEqual(fingerprintOf(renamed), fingerprintOf(renewed));
  writeFileSync(join(data, 'tls', 'certificate.pem'), '-----BEGIN CERTIFICATE-----\nAAAA');
  assert.notEqual(
    fingerprintOf(ownCertificate(data, names, elevenMonths)),
    fingerprintOf(renamed),
    'a damaged file is no reason not to start',
  );
  if (process.platform !== 'win32') {
    assert.equal(statSync(join(data, 'tls', 'key.pem')).mode & 0o777, 0o600);
  }
});

test('a user’s certificate comes with the key that it was made for, or not at all', () => {
  const folder = temporaryFolder();
  const write = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const pair = makeSelfSigned(names, now);
  const certificate = write('certificate.pem', pair.certificate);
  assert.deepEqual(readCertificate(certificate, write('key.pem', pair.key)), pair);
  const other = write('other.pem', makeSelfSigned(names, now).key);
  assert.throws(() => readCertificate(certificate, other), /is not that of the certificate/);
  rmSync(other);
  assert.throws(() => readCertificate(certificate, other), { code: 'ENOENT' });
});
