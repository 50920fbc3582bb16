const length = 24;

/** @param share 0 … 1 */
export function progressBar(share: number): string {
  const filled = Math.min(length, Math.round(share * length));
  return '█'.repeat(filled) + '░'.repeat(length - filled);
}
