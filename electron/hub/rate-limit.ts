import { setTimeout as wait } from 'node:timers/promises';

/** Shares a rate among all connections: whoever has read bytes waits until they were due. */
export interface RateLimit {
  /** @throws the signal's reason */
  take(bytes: number, signal: AbortSignal): Promise<void>;
}

/**
 * @param bytesPerSecond null for no limit
 * @param now milliseconds that never go back
 */
export function createRateLimit(
  bytesPerSecond: number | null,
  now: () => number,
  pause: (milliseconds: number, signal: AbortSignal) => Promise<void> = (milliseconds, signal) =>
    wait(milliseconds, undefined, { signal }),
): RateLimit {
  let dueAt = 0;
  return {
    async take(bytes, signal) {
      if (bytesPerSecond === null) return;
      const moment = now();
      dueAt = Math.max(moment, dueAt) + (bytes / bytesPerSecond) * 1000;
      if (dueAt > moment) await pause(dueAt - moment, signal);
    },
  };
}
