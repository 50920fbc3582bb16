import { writeFileSync } from 'node:fs';

/** Of −1000 … 1000; what the system adds to a process's share of memory, in thousandths, when it looks for one to end. */
const score = '500';

/**
 * Has Linux end this process, and not the studio that started it, where memory runs out: the studio starts another worker and
 * makes the picture with less. Beside a small model the studio may be the larger of the two. Elsewhere nothing is done.
 */
export function endFirst(): void {
  if (process.platform !== 'linux') return;
  try {
    writeFileSync('/proc/self/oom_score_adj', score);
  } catch {
    // A system that keeps that to itself ends whom it likes.
  }
}
