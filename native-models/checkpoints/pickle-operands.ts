import type { FailPickle } from './pickle-error.ts';

/** The bytes of a pickle, read from front to back. */
export interface PickleOperands {
  /** Byte of the next instruction or operand. */
  readonly position: number;
  /** The next `length` bytes, not copied. */
  take(length: number): Buffer;
  byte(): number;
  uint32(): number;
  /** UTF-8 text of so many bytes. */
  text(length: number): string;
  /** UTF-8 text up to the end of the line. */
  line(): string;
  /** Little-endian two's complement; a number where it is exact. */
  integer(length: number): number | bigint;
}

/** Longest line, in bytes: a dotted Python name. */
const maxLineBytes = 1000;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** @param fail is called with `cut` where the bytes end too early and with `damaged` for text that is not UTF-8. */
export function createPickleOperands(
  bytes: Uint8Array,
  start: number,
  fail: FailPickle,
): PickleOperands {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = start;

  function take(length: number): Buffer {
    if (length > buffer.byteLength - at) fail('cut', `ends too early: ${length} bytes expected`);
    at += length;
    return buffer.subarray(at - length, at);
  }

  function text(length: number): string {
    const taken = take(length);
    try {
      return utf8.decode(taken);
    } catch {
      return fail('damaged', 'text that is not UTF-8');
    }
  }

  return {
    get position() {
      return at;
    },
    take,
    text,
    byte: () => take(1).readUInt8(),
    uint32: () => take(4).readUInt32LE(),
    line() {
      const end = buffer.subarray(at, at + maxLineBytes + 1).indexOf(0x0a);
      if (end < 0)
        fail(buffer.byteLength - at <= maxLineBytes ? 'cut' : 'damaged', 'an endless name');
      const line = text(end);
      take(1);
      return line;
    },
    integer(length) {
      if (length === 0) return 0;
      const magnitude = BigInt(`0x${Buffer.from(take(length).toReversed()).toString('hex')}`);
      const value = BigInt.asIntN(length * 8, magnitude);
      const number = Number(value);
      return Number.isSafeInteger(number) ? number : value;
    },
  };
}
