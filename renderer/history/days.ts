import type { PromptEntry } from '../../electron/api/contract/prompts.ts';

export interface Day {
  readonly key: string;
  /** "today", "yesterday", then the date. */
  readonly label: string;
  readonly fullDate: string;
  readonly entries: readonly PromptEntry[];
}

const oneDay = 24 * 60 * 60 * 1000;

/** Entries (latest use first) under the days of the user's own time zone. */
export function groupByDay(
  entries: readonly PromptEntry[],
  language: string,
  now: Date,
): readonly Day[] {
  const days = new Map<string, PromptEntry[]>();
  for (const entry of entries) {
    const key = dayKey(new Date(entry.lastUsedAt));
    const day = days.get(key);
    if (day) day.push(entry);
    else days.set(key, [entry]);
  }
  const full = new Intl.DateTimeFormat(language, { dateStyle: 'full' });
  return [...days].map(([key, own]) => {
    const date = new Date(own[0]?.lastUsedAt ?? now);
    return { key, label: labelOf(date, language, now), fullDate: full.format(date), entries: own };
  });
}

function labelOf(date: Date, language: string, now: Date): string {
  const distance = Math.round((midnight(date) - midnight(now)) / oneDay);
  if (distance === 0 || distance === -1) {
    const words = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
    const label = words.format(distance, 'day');
    return label.charAt(0).toLocaleUpperCase(language) + label.slice(1);
  }
  const sameYear = date.getFullYear() === now.getFullYear();
  return new Intl.DateTimeFormat(language, {
    month: 'long',
    day: 'numeric',
    weekday: 'short',
    ...(sameYear ? {} : { year: 'numeric' }),
  }).format(date);
}

function dayKey(date: Date): string {
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
}

function midnight(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
