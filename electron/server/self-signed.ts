import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';
import { addressBytes } from './address-bytes.ts';

export interface CertificatePair {
  /** PEM. */
  readonly certificate: string;
  /** PEM, PKCS #8. */
  readonly key: string;
}

const day = 24 * 60 * 60 * 1000;

/**
 * A certificate that vouches for itself: ECDSA on P-256, for a server under these names and addresses, from a day ago
 * (clocks differ) for a year. RFC 5280; `node:crypto` makes the key and signs, only the envelope is written here.
 *
 * @param names host names and IP addresses, at least one; the first is the certificate's common name
 */
export function makeSelfSigned(names: readonly string[], now: Date): CertificatePair {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const serial = randomBytes(16);
  // Positive, and of full length.
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  const name = sequence(
    set(sequence(objectId(2, 5, 4, 3), tagged(0x0c, Buffer.from(names[0] ?? '')))),
  );
  const body = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    integer(serial),
    ecdsaWithSha256,
    name,
    sequence(time(now.getTime() - day), time(now.getTime() + 365 * day)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(...extensions(names))),
  );
  const certificate = sequence(body, ecdsaWithSha256, bitString(sign('sha256', body, privateKey)));
  return {
    certificate: pem(certificate),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

/** It is no authority, signs only handshakes, serves, and goes by these names. */
function extensions(names: readonly string[]): Buffer[] {
  const critical = tagged(0x01, Buffer.from([0xff]));
  const extension = (id: Buffer, value: Buffer, ...flags: Buffer[]) =>
    sequence(id, ...flags, tagged(0x04, value));
  return [
    extension(objectId(2, 5, 29, 19), sequence(), critical),
    // digitalSignature: the first bit, seven unused.
    extension(objectId(2, 5, 29, 15), tagged(0x03, Buffer.from([7, 0x80])), critical),
    extension(objectId(2, 5, 29, 37), sequence(objectId(1, 3, 6, 1, 5, 5, 7, 3, 1))),
    extension(objectId(2, 5, 29, 17), sequence(...names.map(alternativeName))),
  ];
}

function alternativeName(name: string): Buffer {
  return isIP(name) === 0
    ? tagged(0x82, Buffer.from(name, 'latin1'))
    : tagged(0x87, addressBytes(name));
}

/** ASN.1 in DER (X.690): a tag, the length of what follows, what follows. */
function tagged(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), lengthBytes(content.length), content]);
}

function lengthBytes(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const bytes = length < 0x100 ? [length] : [length >> 8, length & 0xff];
  return Buffer.from([0x80 | bytes.length, ...bytes]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tagged(0x30, ...parts);
}

function set(...parts: readonly Buffer[]): Buffer {
  return tagged(0x31, ...parts);
}

function integer(bytes: Buffer): Buffer {
  return tagged(0x02, bytes);
}

function bitString(bytes: Buffer): Buffer {
  return tagged(0x03, Buffer.from([0]), bytes);
}

/** The first two numbers share a byte, the others are written in base 128. */
function objectId(first: number, second: number, ...others: readonly number[]): Buffer {
  const bytes = others.flatMap((number) => {
    const digits = [number & 0x7f];
    for (let rest = number >> 7; rest > 0; rest >>= 7) digits.unshift((rest & 0x7f) | 0x80);
    return digits;
  });
  return tagged(0x06, Buffer.from([40 * first + second, ...bytes]));
}

/** UTCTime, which RFC 5280 asks for until 2049. */
function time(milliseconds: number): Buffer {
  const digits = new Date(milliseconds).toISOString().replaceAll(/[-:T]|\.\d+/g, '');
  return tagged(0x17, Buffer.from(digits.slice(2)));
}

function pem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

const ecdsaWithSha256 = sequence(objectId(1, 2, 840, 10045, 4, 3, 2));
