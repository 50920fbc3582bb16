import { isIP, isIPv4 } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';
import { domainToASCII } from 'node:url';

/** Where the door listens. */
export interface DoorPlace {
  /** IP address, e.g. `127.0.0.1`, `0.0.0.0` for every network of this machine, `::` with IPv6 too. */
  readonly host: string;
  /** Further names under which browsers reach it, e.g. `studio.example`. */
  readonly names: readonly string[];
}

/** Names under which a machine reaches itself. */
const loopbackNames = ['localhost', '127.0.0.1', '::1'] as const;

/** Whether only this machine can reach a door at that address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
}

/** Every name and address by which a door may be called. */
export function namesOf({ host, names }: DoorPlace): string[] {
  if (isLoopback(host)) return [...new Set([...names, host, ...loopbackNames])];
  const own = spelledInAscii(hostname());
  const addresses = isAny(host) ? networkAddresses() : [host];
  const ownNames = own === '' ? [] : [own, `${own}.local`];
  return [...new Set([...names, ...addresses, ...ownNames, ...loopbackNames])];
}

/**
 * A machine's name as browsers send it and certificates hold it: `書斎` is `xn--fev74a`. Empty where it cannot be the name
 * of a host.
 */
export function spelledInAscii(name: string): string {
  return domainToASCII(name.toLowerCase());
}

/** The name to tell people: one that they gave, or the address by which other machines find this one. */
export function shownName({ host, names }: DoorPlace): string {
  const [given] = names;
  if (given !== undefined) return given;
  if (!isAny(host)) return host;
  return networkAddresses().find((address) => isIPv4(address)) ?? '127.0.0.1';
}

/** A name as the host of an address: IPv6 in brackets. */
export function asHost(name: string): string {
  return isIP(name) === 6 ? `[${name}]` : name;
}

/**
 * Whether a request was addressed to this door. Any IP address will do: a page of a foreign name that was pointed at this
 * machine (DNS rebinding) sends its name, and an address cannot be pointed anywhere.
 *
 * @param host the `Host` header; the port is free, for it may come through a tunnel
 */
export function isOwnHost(host: string, place: DoorPlace): boolean {
  const name = host
    .replace(/:\d{1,5}$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase();
  if (isIP(name) !== 0 && !isLoopback(place.host)) return true;
  return namesOf(place).includes(name);
}

function isAny(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

function networkAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, address }) => !internal && !address.startsWith('fe80:'))
    .map(({ address }) => address);
}
