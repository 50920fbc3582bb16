/**
 * SplitMix64 (Steele, Lea & Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014): which of its options a
 * dynamic prompt takes follows from the seed by it alone, so that a picture's recipe stays true.
 *
 * @param seed −2⁶³ … 2⁶⁴ − 1; negative ones count modulo 2⁶⁴.
 * @returns a source of numbers 0 … 1 (without 1), the upper 53 bits of each output divided by 2⁵³.
 */
export function createSplitMix(seed: bigint): () => number {
  let state = BigInt.asUintN(64, seed);
  return () => {
    state = BigInt.asUintN(64, state + 0x9e3779b97f4a7c15n);
    let mixed = state;
    mixed = BigInt.asUintN(64, (mixed ^ (mixed >> 30n)) * 0xbf58476d1ce4e5b9n);
    mixed = BigInt.asUintN(64, (mixed ^ (mixed >> 27n)) * 0x94d049bb133111ebn);
    mixed ^= mixed >> 31n;
    return Number(mixed >> 11n) / 2 ** 53;
  };
}
