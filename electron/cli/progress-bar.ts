import type { Terminal } from './terminal.ts';

/** @param share 0 … 1 */
export function progressBar(share: number, { columns }: Pick<Terminal, 'columns'>): string {
  // In a narrow terminal what follows it, which has the numbers, is to be seen too.
  const length = Math.max(4, Math.min(24, Math.floor(columns / 4)));
  const filled = Math.min(length, Math.round(share * length));
  return '█'.repeat(filled) + '░'.repeat(length - filled);
}

/** Whether this step ends one of so many equal parts: without a terminal to draw on, a line is written then. */
export function endsPart(step: number, steps: number, parts: number): boolean {
  return Math.floor((step * parts) / steps) > Math.floor(((step - 1) * parts) / steps);
}
