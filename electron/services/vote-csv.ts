import type { Vote } from '../api/contract/votes.ts';

const columns = [
  'trialId',
  'session',
  'order',
  'shownAt',
  'votedAt',
  'comparisonId',
  'promptId',
  'category',
  'prompt',
  'seed',
  'leftKind',
  'leftModel',
  'rightKind',
  'rightModel',
  'choice',
] as const satisfies readonly (keyof Vote)[];

/** RFC 4180 with a byte order mark: without it spreadsheets take Japanese for something else. */
export function voteCsv(votes: readonly Vote[]): string {
  const lines = votes.map((vote) => columns.map((column) => cell(vote[column])).join(','));
  return `\ufeff${[columns.join(','), ...lines].join('\r\n')}\r\n`;
}

/** A cell that begins like a formula is given a quote, so that no spreadsheet computes somebody's prompt. */
function cell(value: string | number | null): string {
  const text = value === null ? '' : String(value);
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
