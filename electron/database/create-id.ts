import { randomBytes } from 'node:crypto';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const timeLength = 10;
const randomLength = 6;

let lastTime = 0;

/** An id for something that was made at another time: it stands among its contemporaries, in no order within one millisecond. */
export function createIdOf(time: Date): string {
  return timePart(Math.max(0, time.getTime())) + randomPart();
}

/**
 * A new id of 16 characters (Crockford's base 32, lower case): 50 bits of milliseconds, then 30 random bits. Ids sort
 * by the time they were made, so "newest first" is the order of the primary index and needs no second column; they
 * are safe in URLs and file names. Within one process every id is larger than the one before, also within one
 * millisecond and when the clock is set back.
 */
export function createId(now: Date): string {
  lastTime = Math.max(now.getTime(), lastTime + 1);
  return timePart(lastTime) + randomPart();
}

function timePart(milliseconds: number): string {
  let time = '';
  for (let rest = milliseconds, i = 0; i < timeLength; i++, rest = Math.floor(rest / 32)) {
    time = alphabet.charAt(rest % 32) + time;
  }
  return time;
}

function randomPart(): string {
  let random = '';
  for (const byte of randomBytes(randomLength)) random += alphabet.charAt(byte % 32);
  return random;
}
