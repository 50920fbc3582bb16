import { createPrivateKey, X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { makeSelfSigned, type CertificatePair } from './self-signed.ts';

/** A certificate is made anew when it is good for less than this, in milliseconds. */
const renewBefore = 30 * 24 * 60 * 60 * 1000;

/**
 * The studio's own certificate, kept in `tls/` of the data folder, so that a browser that was told to trust it is not
 * asked again. It is made anew before it expires, and where this machine goes by a name or address that it does not
 * have.
 */
export function ownCertificate(
  dataFolder: string,
  names: readonly string[],
  now: Date,
): CertificatePair {
  const folder = join(dataFolder, 'tls');
  const files = { certificate: join(folder, 'certificate.pem'), key: join(folder, 'key.pem') };
  const kept = readPair(files);
  if (kept !== null && isGood(kept, names, now)) return kept;
  const made = makeSelfSigned(names, now);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // Made anew: an older file would keep its own rights.
  rmSync(files.key, { force: true });
  writeFileSync(files.key, made.key, { mode: 0o600, flag: 'wx' });
  writeFileSync(files.certificate, made.certificate);
  return made;
}

/**
 * A certificate of the user's with its key, from PEM files.
 *
 * @throws the system's error where a file cannot be read, Error where they are no pair
 */
export function readCertificate(certificateFile: string, keyFile: string): CertificatePair {
  const certificate = readFileSync(certificateFile, 'utf8');
  const key = readFileSync(keyFile, 'utf8');
  if (!new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key))) {
    throw new Error(`The key in ${keyFile} is not that of the certificate in ${certificateFile}.`);
  }
  return { certificate, key };
}

/** SHA-256 of a certificate as browsers show it, e.g. `AB:CD:…`. */
export function fingerprintOf({ certificate }: Pick<CertificatePair, 'certificate'>): string {
  return new X509Certificate(certificate).fingerprint256;
}

function readPair(files: { certificate: string; key: string }): CertificatePair | null {
  if (!existsSync(files.certificate) || !existsSync(files.key)) return null;
  try {
    return readCertificate(files.certificate, files.key);
  } catch {
    // Half-written or damaged: it is only a certificate of our own, and another one is as good.
    return null;
  }
}

function isGood({ certificate }: CertificatePair, names: readonly string[], now: Date): boolean {
  const parsed = new X509Certificate(certificate);
  const lasts = parsed.validToDate.getTime() - now.getTime() > renewBefore;
  return lasts && names.every((name) => hasName(parsed, name));
}

function hasName(certificate: X509Certificate, name: string): boolean {
  const found = isIP(name) === 0 ? certificate.checkHost(name) : certificate.checkIP(name);
  return found !== undefined;
}
