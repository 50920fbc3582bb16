import { z } from 'zod';

/** Largest seed: generators take 64 bits. */
export const maxSeed = 2n ** 64n - 1n;

/**
 * A seed as decimal text, 0 … 2⁶⁴−1. Text, because a JavaScript number holds only 53 bits exactly and a picture that
 * cannot be made again from its own recipe is worth nothing.
 */
export const seedSchema = z
  .string()
  .regex(/^\d{1,20}$/, { error: 'seed-not-a-whole-number', abort: true })
  .max(20)
  .refine((text) => BigInt(text) <= maxSeed, { error: 'seed-too-large', abort: true })
  .transform((text) => BigInt(text).toString());
export type Seed = string;

/** Seed of the `index`-th picture of a batch: `first + index`, modulo 2⁶⁴, so that each picture can be made alone. */
export function seedAt(first: Seed, index: number): Seed {
  return BigInt.asUintN(64, BigInt(first) + BigInt(index)).toString();
}
