import { isIP } from 'node:net';
import { resolve } from 'node:path';
import type { Language } from '../language.ts';
import type { TlsChoice } from '../server/browser-door.ts';
import { readCertificate } from '../server/certificate.ts';
import { isLoopback, type DoorPlace } from '../server/own-names.ts';
import { doorTexts } from './door-texts.ts';
import { UsageError } from './failure.ts';

/** Options of `nishiki serve` and `npm start` that say where the browser door listens. */
export interface PlaceOptions {
  readonly host?: string | undefined;
  readonly tls?: boolean | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  readonly name?: readonly string[] | undefined;
}

/**
 * Where the browser door listens, and with which certificate; left out, where only this machine can reach it.
 *
 * @throws UsageError for a host that is no IP address, for one that others reach without TLS, and for a certificate that
 *   cannot be used
 */
export function readPlace(
  { host = '127.0.0.1', tls = false, cert, key, name = [] }: PlaceOptions,
  language: Language,
): { place: DoorPlace; tls: TlsChoice } {
  const say = doorTexts[language];
  if (host !== 'localhost' && isIP(host) === 0) throw new UsageError(say.badHost(host));
  const names = name.map((given) => given.toLowerCase());
  const bad = names.find((given) => !/^[a-z\d]([a-z\d.-]{0,251}[a-z\d])?$/.test(given));
  if (bad !== undefined) throw new UsageError(say.badName(bad));
  if ((cert === undefined) !== (key === undefined)) throw new UsageError(say.certAndKey);
  const choice = chooseTls(tls, cert, key, language);
  if (choice === 'none' && !isLoopback(host)) throw new UsageError(say.needsTls(host));
  return { place: { host, names }, tls: choice };
}

function chooseTls(
  isWanted: boolean,
  cert: string | undefined,
  key: string | undefined,
  language: Language,
): TlsChoice {
  if (cert === undefined || key === undefined) return isWanted ? 'own' : 'none';
  try {
    return readCertificate(resolve(cert), resolve(key));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(doorTexts[language].badCertificate(why), { cause });
  }
}
