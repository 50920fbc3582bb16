/**
 * `numpy.random.SeedSequence(entropy, spawn_key=…, pool_size=…).generate_state(1)[0]`: one 32-bit word that depends on all bits
 * of all these numbers (Melissa O'Neill's `seed_seq` with its constants, as NumPy has had it since 1.17).
 *
 * @param entropy 0 or more.
 * @param spawnKey likewise; empty for the sequence itself.
 * @param poolSize 32-bit words that everything is mixed into, 4 in NumPy where nothing is said.
 */
export function firstSeedWord(
  entropy: bigint,
  spawnKey: readonly bigint[],
  poolSize: number,
): number {
  const words = wordsOf(entropy);
  // A key must not be taken for more entropy.
  if (spawnKey.length > 0) while (words.length < poolSize) words.push(0);
  words.push(...spawnKey.flatMap(wordsOf));

  const hash = createHash(0x43b0d7e5, 0x931e8875);
  const pool = Array.from({ length: poolSize }, (_, i) => hash(words[i] ?? 0));
  for (let from = 0; from < poolSize; from++) {
    for (let to = 0; to < poolSize; to++) {
      if (from !== to) pool[to] = mix(pool[to]!, hash(pool[from]!));
    }
  }
  for (const word of words.slice(poolSize)) {
    for (let to = 0; to < poolSize; to++) pool[to] = mix(pool[to]!, hash(word));
  }
  return createHash(0x8b51f9dd, 0x58f38ded)(pool[0]!);
}

/** The number's 32-bit words, lowest first; 0 has one. */
function wordsOf(number: bigint): number[] {
  const words = [Number(BigInt.asUintN(32, number))];
  for (let rest = number >> 32n; rest > 0n; rest >>= 32n)
    words.push(Number(BigInt.asUintN(32, rest)));
  return words;
}

/** Every call has a multiplier of its own. */
function createHash(initial: number, factor: number): (word: number) => number {
  let constant = initial;
  return (word) => {
    const mixed = word ^ constant;
    constant = Math.imul(constant, factor);
    return foldHalves(Math.imul(mixed, constant));
  };
}

function mix(x: number, y: number): number {
  return foldHalves(Math.imul(0xca01f9dd, x) - Math.imul(0x4973f715, y));
}

function foldHalves(word: number): number {
  return (word ^ (word >>> 16)) >>> 0;
}
