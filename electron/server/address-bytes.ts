import { isIPv4 } from 'node:net';

/** An IP address, without a zone, as 4 or 16 bytes. */
export function addressBytes(address: string): Buffer {
  if (isIPv4(address)) return Buffer.from(address.split('.').map(Number));
  // The URL parser writes an embedded IPv4 address as two groups.
  const plain = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = '', tail] = plain.split('::');
  const groups = (text: string) => text.split(':').filter((group) => group !== '');
  const [before, after] = [groups(head), groups(tail ?? '')];
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return Buffer.concat(
    [...before, ...zeros, ...after].map((group) => Buffer.from(group.padStart(4, '0'), 'hex')),
  );
}
