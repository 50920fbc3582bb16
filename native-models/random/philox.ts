/** Four words of output, or a counter of four words. */
export type PhiloxWords = readonly [number, number, number, number];

/**
 * Philox4x32-10 (Salmon, Moraes, Dror & Shaw 2011, "Parallel Random Numbers: As Easy as 1, 2, 3"), the counter-based
 * generator of CUDA: four words for a counter of four words under a key of two. Integers only, so exact.
 */
export function philox4x32(counter: PhiloxWords, key: readonly [number, number]): PhiloxWords {
  // Words as signed 32-bit integers throughout: what is called for every number of a picture stays out of the heap.
  let [c0, c1, c2, c3] = [counter[0] | 0, counter[1] | 0, counter[2] | 0, counter[3] | 0];
  let [k0, k1] = [key[0] | 0, key[1] | 0];
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(c0, 0xd2511f53);
    const high1 = multiplyHigh(c2, 0xcd9e8d57);
    const low0 = Math.imul(c0, 0xd2511f53);
    const low1 = Math.imul(c2, 0xcd9e8d57);
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + 0x9e3779b9) | 0;
    k1 = (k1 + 0xbb67ae85) | 0;
  }
  return [c0 >>> 0, c1 >>> 0, c2 >>> 0, c3 >>> 0];
}

/** The upper word of the 64-bit product of two words. */
function multiplyHigh(a: number, b: number): number {
  const aHigh = a >>> 16;
  const aLow = a & 0xffff;
  const bHigh = b >>> 16;
  const bLow = b & 0xffff;
  // Sums of products of 16-bit halves, below 2³³: exact as float64.
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const carried = (middle & 0xffff) + aLow * bHigh;
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(carried / 0x10000)) | 0;
}
