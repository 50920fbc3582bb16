const STATE_SIZE = 624;
const SHIFT = 397;

/** A stream of unsigned 32-bit words; each call consumes one. */
export type NextUint32 = () => number;

/**
 * MT19937, the 32-bit Mersenne Twister seeded by `init_genrand`, which is the engine behind
 * `torch.Generator('cpu')`, NumPy's `RandomState` and C++'s `std::mt19937`.
 *
 * Reference: M. Matsumoto and T. Nishimura, "Mersenne Twister: A 623-dimensionally equidistributed uniform
 * pseudorandom number generator", ACM TOMACS 8 (1998).
 *
 * @param seed unsigned 32-bit integer.
 */
export function createMt19937(seed: number): NextUint32 {
  const state = seedState(seed);
  let position = STATE_SIZE;

  return () => {
    if (position === STATE_SIZE) {
      refill(state);
      position = 0;
    }
    return temper(state[position++]!);
  };
}

function seedState(seed: number): Uint32Array {
  const state = new Uint32Array(STATE_SIZE);
  state[0] = seed;
  for (let i = 1; i < STATE_SIZE; i++) {
    const previous = state[i - 1]!;
    state[i] = Math.imul(1812433253, previous ^ (previous >>> 30)) + i;
  }
  return state;
}

function refill(state: Uint32Array): void {
  for (let i = 0; i < STATE_SIZE; i++) {
    const joined = (state[i]! & 0x80000000) | (state[(i + 1) % STATE_SIZE]! & 0x7fffffff);
    const twist = joined & 1 ? 0x9908b0df : 0;
    state[i] = state[(i + SHIFT) % STATE_SIZE]! ^ (joined >>> 1) ^ twist;
  }
}

function temper(word: number): number {
  let y = word;
  y ^= y >>> 11;
  y ^= (y << 7) & 0x9d2c5680;
  y ^= (y << 15) & 0xefc60000;
  y ^= y >>> 18;
  return y >>> 0;
}
