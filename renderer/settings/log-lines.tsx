import { useQuery } from '@tanstack/react-query';
import { useLayoutEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { LogRecord } from '../../electron/api/contract/diagnostics.ts';
import { studioQuery } from '../api/studio.ts';
import { classNames } from '../ui/class-names.ts';
import { ErrorNotice } from '../ui/error-notice.tsx';

/** How often the studio is asked for new lines, in milliseconds. */
const pause = 3000;

/** The latest lines of all logs, the newest at the end, where the list stays while nobody scrolls up. */
export function LogLines() {
  const { t } = useTranslation();
  const lines = useQuery({
    ...studioQuery.diagnostics.lines.queryOptions({ input: { limit: 300 } }),
    refetchInterval: pause,
    refetchOnMount: 'always',
  });
  const list = useRef<HTMLOListElement>(null);
  const atEnd = useRef(true);
  const last = lines.data?.at(-1)?.time;
  useLayoutEffect(() => {
    const { current } = list;
    if (last !== undefined && current && atEnd.current) current.scrollTop = current.scrollHeight;
  }, [last]);
  if (lines.isError) return <ErrorNotice error={lines.error} compact />;
  if (!lines.data) return null;
  if (lines.data.length === 0) {
    return <p className="text-quiet">{t('settings.diagnostics.empty')}</p>;
  }
  return (
    <ol
      ref={list}
      tabIndex={0}
      aria-label={t('settings.diagnostics.log')}
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        atEnd.current = scrollHeight - scrollTop - clientHeight < 8;
      }}
      className="max-h-80 overflow-y-auto rounded-md border border-line bg-sunk px-3 py-2 text-xs select-text"
    >
      {lines.data.map((line, place) => (
        <Line key={`${line.time}/${line.process}/${place}`} line={line} />
      ))}
    </ol>
  );
}

function Line({ line: { time, level, process, message, details } }: { line: LogRecord }) {
  const { t, i18n } = useTranslation();
  const clock = new Intl.DateTimeFormat(i18n.language, { timeStyle: 'medium' });
  const head = (
    <>
      <time dateTime={time} className="figures text-quiet">
        {clock.format(new Date(time))}
      </time>{' '}
      <span className="text-quiet">{process}</span>{' '}
      {level === 'info' || level === 'debug' ? null : (
        <span className={classNames(level === 'error' ? 'text-danger' : 'font-medium')}>
          {t(`settings.diagnostics.levels.${level}`)}{' '}
        </span>
      )}
      <span className="break-words whitespace-pre-wrap">{message}</span>
    </>
  );
  return (
    <li className="py-0.5">
      {details === undefined ? (
        head
      ) : (
        <details>
          <summary className="cursor-pointer">{head}</summary>
          <pre className="my-1 overflow-x-auto whitespace-pre-wrap text-quiet">
            {JSON.stringify(details, null, 2)}
          </pre>
        </details>
      )}
    </li>
  );
}
