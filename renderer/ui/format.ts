const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** "3 minutes ago" up to a week, then the date. */
export function formatRelativeTime(date: Date, now: Date, language: string): string {
  const seconds = Math.round((date.getTime() - now.getTime()) / 1000);
  const words = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const distance = Math.abs(seconds);
  if (distance < 45) return words.format(0, 'second');
  if (distance < hour) return words.format(Math.round(seconds / minute), 'minute');
  if (distance < day) return words.format(Math.round(seconds / hour), 'hour');
  if (distance < 7 * day) return words.format(Math.round(seconds / day), 'day');
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium' }).format(date);
}

/** "1.4 GB": decimal units, at most three digits. */
export function formatBytes(bytes: number, language: string): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
  let size = bytes;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: units[unit] ?? 'byte',
    unitDisplay: unit === 0 ? 'long' : 'short',
    maximumFractionDigits: size < 10 && unit > 0 ? 1 : 0,
  }).format(size);
}

/** "0.42 s", "8 s", "3 min 20 s". */
export function formatSeconds(seconds: number, language: string): string {
  if (seconds < minute) {
    return new Intl.NumberFormat(language, {
      style: 'unit',
      unit: 'second',
      unitDisplay: language === 'ja' ? 'short' : 'narrow',
      maximumFractionDigits: seconds < 1 ? 2 : seconds < 10 ? 1 : 0,
    }).format(seconds);
  }
  const whole = Math.round(seconds);
  const part = (value: number, unit: 'hour' | 'minute' | 'second') =>
    new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short' }).format(value);
  return whole < hour
    ? `${part(Math.floor(whole / minute), 'minute')} ${part(whole % minute, 'second')}`
    : `${part(Math.floor(whole / hour), 'hour')} ${part(Math.floor((whole % hour) / minute), 'minute')}`;
}

/** "12,345". */
export function formatNumber(value: number, language: string): string {
  return new Intl.NumberFormat(language).format(value);
}
