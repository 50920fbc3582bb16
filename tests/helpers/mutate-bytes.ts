/** One to four of: a byte replaced, a bit turned, bytes cut out, repeated, or the end cut off. */
export function mutateBytes(whole: Buffer, random: (below: number) => number): Buffer {
  let bytes = Buffer.from(whole);
  for (let change = random(4); change >= 0; change -= 1) {
    if (bytes.byteLength === 0) return bytes;
    const at = random(bytes.byteLength);
    const end = at + random(9);
    switch (random(10)) {
      case 0:
        bytes = bytes.subarray(0, at);
        break;
      case 1:
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(end)]);
        break;
      case 2:
        bytes = Buffer.concat([bytes.subarray(0, end), bytes.subarray(at)]);
        break;
      case 3:
      case 4:
      case 5:
        bytes[at] = interesting[random(interesting.length)] ?? 0;
        break;
      default:
        bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
    }
  }
  return bytes;
}

/** Limits of integers, JSON's punctuation, and instructions that build, recall and call. */
const interesting = [
  ...Buffer.from(
    '\u0000\u0001\u007f\u0080\u00ff{}[]":,-.eE09 cRbQqrhj(t}]su.\u0093\u0094\u0095',
    'latin1',
  ),
];

/** mulberry32: integers below `below`. */
export function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}
