import type { Terminal } from './terminal.ts';

/** A size in megabytes, in the user's language. */
export function formatBytes(bytes: number, { language }: Pick<Terminal, 'language'>): string {
  const format = { style: 'unit', unit: 'megabyte', maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(language, format).format(bytes / 1e6);
}
