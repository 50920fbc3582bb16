import { isIPv6 } from 'node:net';
import { addressBytes } from './address-bytes.ts';

/** Requests that an address may make at once, and how many a second are added: a gallery scrolled at full speed. */
const burst = 2000;
const perSecond = 500;

/** Wrong tokens taken from one address, and from all together, within `loginWindow` milliseconds. */
const wrongTokens = 10;
const wrongTokensOfAll = 200;
const loginWindow = 60_000;

/** Addresses remembered at most; those that have been quiet longest are forgotten. */
const mostAddresses = 4096;

/** How much each address asks for. Every method returns the seconds to wait, 0 where nothing has to be waited for. */
export interface RequestLimits {
  /** Counts a request. */
  request(address: string): number;
  /** Whether the address may try a token now. */
  login(address: string): number;
  /** Counts a token that was wrong. */
  wrongToken(address: string): void;
}

/** @param now milliseconds, never going back */
export function createRequestLimits(now: () => number): RequestLimits {
  const buckets = new Map<string, { left: number; at: number }>();
  const failures = new Map<string, number[]>();
  const allFailures: number[] = [];

  /** Until fewer than `most` of `times` lie within the window. */
  function waitFor(times: number[], most: number): number {
    const time = now();
    while (times.length > 0 && time - (times[0] ?? 0) >= loginWindow) times.shift();
    const decisive = times[times.length - most];
    return decisive === undefined ? 0 : (decisive + loginWindow - time) / 1000;
  }

  return {
    request(address) {
      const key = keyOf(address);
      const time = now();
      const { left, at } = buckets.get(key) ?? { left: burst, at: time };
      const filled = Math.min(burst, left + ((time - at) / 1000) * perSecond);
      const taken = filled >= 1;
      remember(buckets, key, { left: taken ? filled - 1 : filled, at: time });
      return taken ? 0 : (1 - filled) / perSecond;
    },
    login(address) {
      return Math.max(
        waitFor(failures.get(keyOf(address)) ?? [], wrongTokens),
        waitFor(allFailures, wrongTokensOfAll),
      );
    },
    wrongToken(address) {
      const key = keyOf(address);
      const time = now();
      remember(failures, key, [...(failures.get(key) ?? []), time].slice(-wrongTokens));
      allFailures.push(time);
    },
  };
}

/** One household has one IPv4 address, or a whole /64 of IPv6. */
function keyOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  if (!isIPv6(plain)) return plain;
  const [withoutZone = ''] = plain.split('%');
  return addressBytes(withoutZone).toString('hex', 0, 8);
}

/** Puts a value at the end of the map, whose first entries go when it is full. */
function remember<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > mostAddresses && oldest !== undefined) map.delete(oldest);
}
