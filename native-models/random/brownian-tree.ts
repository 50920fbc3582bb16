import { firstSeedWord } from './seed-sequence.ts';

/** Brownian motion over an interval. */
export interface BrownianTree {
  /**
   * How far it goes from one place to another, over the root of their distance: standard normal numbers, which for
   * intervals that overlap depend on each other. Places outside the interval are its ends.
   */
  between(from: number, to: number): Float32Array;
}

interface TreeOptions {
  /** From 0 on. */
  readonly entropy: bigint;
  readonly lowest: number;
  readonly highest: number;
  /** Standard normal numbers, as many each time, from a generator that this seed begins. */
  readonly randn: (seed: bigint) => Float32Array;
}

/**
 * Brownian motion that depends on its entropy alone, and not on where it was asked before: torchsde 0.2.6's `BrownianTree`, as
 * k-diffusion's `BrownianTreeNoiseSampler` asks it. The interval is halved until the place is found, places are rounded to
 * millionths, and where the motion is at each middle is drawn from a generator of its own (Lévy's construction).
 *
 * Computed in float64 where torchsde computes in float32.
 */
export function createBrownianTree(options: TreeOptions): BrownianTree {
  const { entropy, randn } = options;
  const [start, end] = [roundPlace(options.lowest), roundPlace(options.highest)];
  const seedOf = (spawnKey: readonly bigint[]) =>
    BigInt(firstSeedWord(entropy, spawnKey, POOL_SIZE));
  const scale = Math.sqrt(options.highest - options.lowest);
  const whole = Float64Array.from(randn(seedOf([])), (z) => z * scale);

  /** Of the halvings on the way to the latest place: the next place is mostly near it. */
  let known = new Map<string, Float64Array>();
  /** Where the motion is at the latest places, from the interval's start. */
  const visited = new Map<number, Float64Array>();

  /** How far the motion goes in the first half of a part of the interval. */
  function firstHalf({ key, depth, from, to, increment }: Part, middle: number): Float64Array {
    const name = `${depth} ${key}`;
    const kept = known.get(name);
    if (kept) return kept;
    const share = (middle - from) / (to - from);
    const deviation = Math.sqrt((middle - from) * (1 - share));
    return Float64Array.from(randn(seedOf([key, BigInt(depth)])), (z, k) => {
      return share * increment[k]! + deviation * z;
    });
  }

  function at(place: number): Float64Array {
    const seen = visited.get(place);
    if (seen) return seen;
    const position = new Float64Array(whole.length);
    const halvings = new Map<string, Float64Array>();
    let part: Part = { key: 0n, depth: 0, from: start, to: end, increment: whole };
    while (place > part.from && place < part.to) {
      const middle = roundPlace(0.5 * (part.to + part.from));
      const first = firstHalf(part, middle);
      halvings.set(`${part.depth} ${part.key}`, first);
      part = place <= middle ? leftOf(part, middle, first) : rightOf(part, middle, first);
      if (part.from === middle) addTo(position, first);
    }
    if (place >= part.to) addTo(position, part.increment);
    known = halvings;
    remember(visited, place, position);
    return position;
  }

  return {
    between(from, to) {
      const [a, b] = [from, to].map((place) =>
        roundPlace(Math.min(Math.max(place, start), end)),
      ) as [number, number];
      const [first, second] = [at(a), at(b)];
      const distance = Math.sqrt(Math.abs(to - from));
      return Float32Array.from(first, (value, k) => (second[k]! - value) / distance);
    },
  };
}

/** torchsde's `pool_size` of its trees. */
const POOL_SIZE = 24;

/** A part of the interval, found by halving. */
interface Part {
  /** Which of the 2^`depth` parts, from 0. */
  readonly key: bigint;
  readonly depth: number;
  readonly from: number;
  readonly to: number;
  readonly increment: Float64Array;
}

function leftOf({ key, depth, from }: Part, middle: number, increment: Float64Array): Part {
  return { key: 2n * key, depth: depth + 1, from, to: middle, increment };
}

function rightOf(part: Part, middle: number, first: Float64Array): Part {
  const increment = part.increment.map((value, k) => value - first[k]!);
  return { key: 2n * part.key + 1n, depth: part.depth + 1, from: middle, to: part.to, increment };
}

function addTo(sum: Float64Array, values: Float64Array): void {
  for (let k = 0; k < sum.length; k++) sum[k]! += values[k]!;
}

/** A step asks for its two ends, and a look between them. */
const VISITED = 3;

function remember(visited: Map<number, Float64Array>, place: number, position: Float64Array): void {
  visited.set(place, position);
  const [oldest] = visited.keys();
  if (visited.size > VISITED) visited.delete(oldest!);
}

/** Python's `round(place, 6)`: to the nearest of the numbers as they are, to the even one from just between two. */
function roundPlace(place: number): number {
  // Only multiples of 1/128 can lie just between two millionths; a product with a million is exact for them.
  if (!Number.isInteger(place * 128)) return Number(place.toFixed(6));
  const millionths = place * 1e6;
  const below = Math.floor(millionths);
  const rest = millionths - below;
  const up = rest > 0.5 || (rest === 0.5 && below % 2 === 1);
  return (up ? below + 1 : below) / 1e6;
}
