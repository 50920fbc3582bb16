import { z } from 'zod';

/**
 * What every input is bounded by: a text has a length, a list a length, a number a range, so that no message can make
 * the studio hold or search more than a person could mean. tests/walls/bounded-inputs.test.ts walks the whole contract.
 */

/** Key of a row, made by the studio. */
export const idSchema = z.string().max(64);

/** Absolute path on the studio's machine: as long as systems take. */
export const pathSchema = z.string().min(1, 'path-empty').max(4096);

/** Longest name that a person gives to something of their own. */
export const maxNameLength = 80;
export const nameSchema = z
  .string()
  .trim()
  .min(1, 'name-empty')
  .max(maxNameLength, 'name-too-long');

/** Base address of a service on the network; a slash at its end is taken off. `error`: the code of one that is none. */
export function baseAddressSchema(error: string) {
  return z
    .url({ protocol: /^https?$/, error })
    .max(400, error)
    .transform((address) => address.replace(/\/+$/, ''));
}

/** The moment of an ISO 8601 text, e.g. `2026-11-26T14:36:49.000Z`. */
export const momentSchema = z.iso.datetime().max(40);

/** The input of a procedure that takes none. */
export const nothing = z.undefined();
