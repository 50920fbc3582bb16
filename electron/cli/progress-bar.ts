const length = 24;

/** @param share 0 … 1 */
export function progressBar(share: number): string {
  const filled = Math.min(length, Math.round(share * length));
  return '█'.repeat(filled) + '░'.repeat(length - filled);
}

/** Whether this step ends one of so many equal parts: without a terminal to draw on, a line is written then. */
export function endsPart(step: number, steps: number, parts: number): boolean {
  return Math.floor((step * parts) / steps) > Math.floor(((step - 1) * parts) / steps);
}
