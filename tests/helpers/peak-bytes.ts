import { readFileSync } from 'node:fs';

/**
 * The largest resident set that this process has had, in bytes. Linux counts it from the program's beginning in /proc, while
 * `maxRSS` begins there with what the process had that started it: a test runner's hundreds of megabytes.
 */
export function peakBytes(): number {
  const kilobytes =
    process.platform === 'linux'
      ? /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]
      : undefined;
  return 1024 * (kilobytes === undefined ? process.resourceUsage().maxRSS : Number(kilobytes));
}
