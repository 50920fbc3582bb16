const length = 24;

/** @param share 0 … 1 */
export function progressBar(share: number): string {
  const filled = Math.min(length, Math.round(share * length));
  return '█'.repeat(filled) + '░'.repeat(length - filled);
}

/** Whether this step ends a quarter of them all: without a terminal to draw on, a line is written then. */
export function isQuarter(step: number, steps: number): boolean {
  return Math.floor((step * 4) / steps) > Math.floor(((step - 1) * 4) / steps);
}
