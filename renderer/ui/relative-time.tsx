import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { formatRelativeTime } from './format.ts';
import { tip } from './tip.ts';

/** "3 minutes ago", kept true while it is on screen, with the full date in the tooltip and in the markup. */
export function RelativeTime({ date, className }: { date: string; className?: string }) {
  const { i18n } = useTranslation();
  const now = useSyncExternalStore(onEachMinute, currentMinute);
  const full = new Intl.DateTimeFormat(i18n.language, {
    dateStyle: 'full',
    timeStyle: 'short',
  }).format(new Date(date));
  return (
    <time dateTime={date} className={className} {...tip(full)}>
      {formatRelativeTime(new Date(date), now, i18n.language)}
    </time>
  );
}

const minute = 60_000;
let shown = new Date();

function currentMinute(): Date {
  if (Date.now() - shown.getTime() >= minute / 2) shown = new Date();
  return shown;
}

function onEachMinute(onChange: () => void): () => void {
  const timer = setInterval(onChange, minute);
  return () => clearInterval(timer);
}
