import assert from 'node:assert/strict';
import { peakBytes } from './peak-bytes.ts';

/** What reading one damaged file may cost at most: processor seconds of all threads, and the process's largest resident set. */
const limits = { cpuSeconds: 1, peakBytes: 400 * 2 ** 20 };

/**
 * Begins to count what this process spends. The function that comes back fails where that was more than a damaged file may
 * cost. Processor time, as the clock would count other programs too; a thousand times what such a file takes.
 */
export function countCost(): (what: string) => void {
  const begun = process.cpuUsage();
  return (what) => {
    const { user, system } = process.cpuUsage(begun);
    const cpuSeconds = (user + system) / 1e6;
    assert.ok(cpuSeconds < limits.cpuSeconds, `${what}: ${cpuSeconds} seconds of processor time`);
    const peak = peakBytes();
    assert.ok(peak < limits.peakBytes, `${what}: ${peak} bytes of memory`);
  };
}
