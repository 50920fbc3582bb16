import { join } from 'node:path';
import {
  logLevels,
  logRecordSchema,
  type LogLevel,
  type LogRecord,
  type LogSettings,
} from '../api/contract/diagnostics.ts';
import { createLogFile, readLogFile, type LogFile } from './log-file.ts';
import { redactText, redactValue, type Redaction } from './redact-text.ts';

/** What belongs to a line besides its message. */
export interface LogDetails {
  /** Plain values; an error may be anywhere among them. */
  readonly [key: string]: unknown;
  /** What is left out of every text of this line: the prompts that it is about. */
  readonly hide?: readonly string[];
  /** Prompts, written down only where the user lets them. */
  readonly private?: Readonly<Record<string, unknown>>;
}

/** The log of one process. */
export type Log = Readonly<
  Record<LogLevel, (message: string, details?: LogDetails) => void> & { process: string }
>;

export interface Logs {
  /** The log of the process of that name, in a file of its own. */
  of(process: string): Log;
  /** The latest lines of one process, or of all, in the order of time. */
  recent(limit: number, filter?: { process?: string; level?: LogLevel }): LogRecord[];
  configure(settings: LogSettings): void;
}

export interface LogsOptions {
  /** Folder of the files, which must be there; null to keep only the latest lines in memory. */
  readonly folder: string | null;
  readonly settings: LogSettings;
  /** Absolute path of the user's home folder. */
  readonly home: string;
  readonly clock: () => Date;
}

/** Lines of each process that stay in memory: enough for a crash report and a look in the settings. */
const linesInMemory = 300;

/** Longest text of a line, in UTF-16 units: a stack, not a file. */
const longestText = 8000;

/** Logs as files of one JSON object a line, one file per process, each line redacted before it is written or kept. */
export function createLogs({ folder, settings: first, home, clock }: LogsOptions): Logs {
  let settings = first;
  const files = new Map<string, LogFile>();
  const kept = new Map<string, LogRecord[]>();
  const missing = new Map<string, number>();

  function write(process: string, level: LogLevel, message: string, details: LogDetails): void {
    if (rank(level) > rank(settings.level)) return;
    const { hide = [], private: own, ...rest } = details;
    const redaction = { home, texts: hide };
    const record: LogRecord = {
      time: clock().toISOString(),
      level,
      process,
      message: redactText(message, redaction).slice(0, longestText),
      ...(Object.keys(rest).length > 0 && { details: plainDetails(rest, redaction) }),
      ...(settings.prompts && own !== undefined && { private: own }),
    };
    const lines = kept.get(process) ?? [];
    lines.push(record);
    kept.set(process, lines.slice(-linesInMemory));
    if (folder !== null) append(folder, process, record);
  }

  function append(place: string, process: string, record: LogRecord): void {
    const path = join(place, `${process}.log`);
    const file = files.get(process) ?? createLogFile(path);
    files.set(process, file);
    const lost = missing.get(process) ?? 0;
    if (lost > 0) {
      const note: LogRecord = {
        ...record,
        level: 'warn',
        message: `${lost} lines could not be written here: the disk was full or away.`,
      };
      delete note.details;
      delete note.private;
      if (file.write(JSON.stringify(note))) missing.delete(process);
    }
    if (!file.write(JSON.stringify(record))) missing.set(process, (missing.get(process) ?? 0) + 1);
  }

  return {
    of(process) {
      const at =
        (level: LogLevel) =>
        (message: string, details: LogDetails = {}) =>
          write(process, level, message, details);
      return {
        process,
        error: at('error'),
        warn: at('warn'),
        info: at('info'),
        debug: at('debug'),
      };
    },
    recent(limit, { process, level = 'debug' } = {}) {
      return [...kept]
        .filter(([name]) => process === undefined || name === process)
        .flatMap(([, lines]) => lines)
        .filter((record) => rank(record.level) <= rank(level))
        .toSorted((a, b) => (a.time < b.time ? -1 : Number(a.time > b.time)))
        .slice(-limit);
    },
    configure(next) {
      settings = next;
    },
  };
}

/** The lines of a log's files as records, the oldest first; lines that are none are left out. */
export function readLog(folder: string, process: string, mostBytes: number): LogRecord[] {
  return readLogFile(join(folder, `${process}.log`), mostBytes).flatMap((line) => {
    try {
      return [logRecordSchema.parse(JSON.parse(line))];
    } catch {
      // Cut off by a power cut; the lines around it are good.
      return [];
    }
  });
}

function rank(level: LogLevel): number {
  return logLevels.indexOf(level);
}

/** As JSON can hold it: errors with their stacks and causes, no functions, no endless texts. */
function plainDetails(details: object, redaction: Redaction): Record<string, unknown> {
  const text = JSON.stringify(details, (_key, value: unknown) => {
    if (value instanceof Error) return plainError(value);
    if (typeof value === 'bigint') return value.toString();
    return typeof value === 'string' ? value.slice(0, longestText) : value;
  });
  return redactValue(JSON.parse(text), redaction) as Record<string, unknown>;
}

function plainError(error: Error): Record<string, unknown> {
  const { name, message, stack, cause } = error;
  const code = 'code' in error ? error.code : undefined;
  return { name, message, code, stack, ...(cause !== undefined && { cause }) };
}
