import { mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import {
  logSettingsSchema,
  type CrashReport,
  type DiagnosticsState,
  type LogLevel,
  type LogRecord,
} from '../api/contract/diagnostics.ts';
import { writePrivateFile } from '../hub/hub-settings.ts';
import { createCrashReports } from '../logs/crash-reports.ts';
import { createLogs, readLog } from '../logs/create-logs.ts';
import { redactText } from '../logs/redact-text.ts';
import type { DataFolder } from './data-folder.ts';
import { makeBundle, type BundleFacts } from './diagnostics-bundle.ts';
import { createTurns } from './in-turn.ts';
import { describeWriteFailure, StudioError } from './studio-error.ts';
import type { WorkerEnd } from './watch-workers.ts';

export const diagnosticsFileSchema = logSettingsSchema.extend({
  /** Reports up to this time were put away. */
  toldUntil: z.string().default(''),
});

interface ChangeLogs {
  readonly level?: LogLevel | undefined;
  readonly prompts?: boolean | undefined;
}

interface DiagnosticsOptions {
  readonly data: DataFolder;
  readonly appVersion: string;
  readonly clock: () => Date;
}

/** Lines of a log that go with a crash report. */
const lastLines = 40;

export type DiagnosticsService = ReturnType<typeof openDiagnostics>;

/**
 * Opens the logs of a data folder, `logs/` and `crashes/` in it, and writes down the end of the studio before where it
 * was none. On a folder that can only be read nothing is kept but the lines of this run.
 */
export function openDiagnostics({ data, appVersion, clock }: DiagnosticsOptions) {
  const openedAt = clock().toISOString();
  const file = join(data.path, 'diagnostics.json');
  const folders = data.readOnly ? null : makeFolders(data.path);
  let { toldUntil, ...settings } = readKept(file);
  const home = homedir();
  const logs = createLogs({ folder: folders?.logs ?? null, settings, home, clock });
  const reports = createCrashReports(folders?.crashes ?? null);
  const log = logs.of('studio');
  if (data.brokenOff !== null && folders !== null) reportBrokenOff(folders.logs, data.brokenOff);
  log.info('opened', {
    version: appVersion,
    node: process.version,
    system: `${process.platform} ${process.arch}`,
    dataFolder: data.path,
    readOnly: data.readOnly,
  });

  function report(
    process: string,
    kind: CrashReport['kind'],
    message: string,
    {
      time = clock().toISOString(),
      stack = null,
      lines,
    }: { time?: string; stack?: string | null; lines?: LogRecord[] } = {},
  ): CrashReport | null {
    return reports.write({
      time,
      process,
      kind,
      message: redactText(message, { home }),
      stack: stack === null ? null : redactText(stack, { home }),
      version: appVersion,
      // Prompts do not belong into a report, wherever they are let.
      lastLines: (lines ?? logs.recent(lastLines)).map(({ private: _own, ...line }) => line),
    });
  }

  /** It was killed, the power failed, or memory ran out: only the lock that it left tells of it. */
  function reportBrokenOff(logFolder: string, since: string): void {
    const [latest] = reports.list();
    if (latest !== undefined && latest.process === 'studio' && latest.time > since) return;
    const lines = readLog(logFolder, 'studio', 64 * 1024).slice(-lastLines);
    report('studio', 'ended', 'The studio was gone without having been closed.', {
      time: openedAt,
      lines,
    });
  }

  function state(): DiagnosticsState {
    const kept = reports.list();
    return {
      folder: folders?.logs ?? null,
      settings,
      untold: kept
        .filter(({ time }) => time <= openedAt && time > toldUntil)
        .map(({ stack: _stack, lastLines: _lines, ...rest }) => rest),
      reports: kept.length,
    };
  }

  const inTurn = createTurns();

  async function keep(): Promise<void> {
    try {
      if (!data.isThere())
        throw Object.assign(new Error('The folder is away.'), { code: 'ENOENT' });
      await inTurn(file, () =>
        writePrivateFile(file, JSON.stringify({ ...settings, toldUntil }, null, 2)),
      );
    } catch (error) {
      throw describeWriteFailure(error, 'The log settings', data.path, 0);
    }
  }

  return {
    logs,
    log,

    async state(): Promise<DiagnosticsState> {
      return state();
    },

    /** @throws StudioError CANNOT_SAVE */
    async change({ level, prompts }: ChangeLogs): Promise<DiagnosticsState> {
      const before = settings;
      settings = { level: level ?? settings.level, prompts: prompts ?? settings.prompts };
      try {
        await keep();
      } catch (error) {
        settings = before;
        throw error;
      }
      logs.configure(settings);
      return state();
    },

    async lines({ level, limit }: { level: LogLevel; limit: number }): Promise<LogRecord[]> {
      return logs.recent(limit, { level });
    },

    async reportPage({
      message,
      stack,
      where,
    }: {
      message: string;
      stack: string | null;
      where: string;
    }): Promise<{ id: string }> {
      logs.of('page').error(message, { where, stack });
      return { id: report('page', 'error', `${where}: ${message}`, { stack })?.id ?? '' };
    },

    /** @throws StudioError CANNOT_SAVE */
    async dismiss(): Promise<DiagnosticsState> {
      toldUntil = openedAt;
      await keep();
      return state();
    },

    bundle(facts: BundleFacts): { name: string; file: Blob } {
      const { name, bytes } = makeBundle({ ...facts, dataFolder: data.path, home, now: clock() });
      return { name, file: new Blob([bytes], { type: 'application/zip' }) };
    },

    /** The process itself fails: called from where nothing can be waited for any more. */
    crashed(error: unknown): void {
      const { message, stack } = error instanceof Error ? error : new Error(String(error));
      log.error(message, { error });
      report('studio', 'error', message, { stack: stack ?? null });
    },

    /** Another process of the program was gone, e.g. the window's page. */
    processGone(process: string, reason: string): void {
      logs.of(process).error('gone', { reason });
      report(process, 'ended', `It was gone: ${reason}.`);
    },

    workerEnded({ process, exitCode, lastLines: lines }: WorkerEnd): void {
      const how = exitCode === null ? 'was ended from outside' : `ended with exit code ${exitCode}`;
      report(process, 'ended', `The worker ${how}.`, { lines });
    },

    /**
     * Writes down a request that failed: one that nobody expected with its stack, any other by its code.
     *
     * @returns what a person can pass on of a failure that nobody expected, without the request's texts; null for others
     */
    requestFailed(path: string, error: unknown, input: unknown): UnexpectedFailure | null {
      const hide = textsIn(input);
      if (error instanceof StudioError) {
        log.info(`${path}: ${error.code}`, { hide, data: withoutPrompt(error.data) });
        return null;
      }
      if (isRefusal(error)) {
        log.debug(`${path}: refused`, { hide, issues: error.data });
        return null;
      }
      log.error(`${path} failed`, { hide, error });
      const { stack, message } = error instanceof Error ? error : new Error(String(error));
      const told = redactText(stack ?? message, { home, texts: hide });
      return { where: path, at: clock().toISOString(), error: told.split('\n').slice(0, 8) };
    },
  };
}

function makeFolders(dataFolder: string): { logs: string; crashes: string } {
  const logs = join(dataFolder, 'logs');
  mkdirSync(logs, { recursive: true });
  return { logs, crashes: join(dataFolder, 'crashes') };
}

function readKept(file: string): z.infer<typeof diagnosticsFileSchema> {
  try {
    return diagnosticsFileSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    // No file, or a damaged one, which is set aside when the studio opens: as if nothing had been set.
    return diagnosticsFileSchema.parse({});
  }
}

/** What is wrong with a prompt repeats it. */
function withoutPrompt(data: object): object {
  return Object.fromEntries(
    Object.entries(data).filter(([key]) => !('prompt' in data) || !/^(prompt|detail)$/.test(key)),
  );
}

/** What the page copies for a report: which request, when, and the first lines of the error's stack. */
interface UnexpectedFailure {
  readonly where: string;
  readonly at: string;
  readonly error: readonly string[];
}

function isRefusal(error: unknown): error is Error & { data: unknown } {
  return error instanceof Error && 'code' in error && error.code === 'BAD_REQUEST';
}

/** Every text of a request but the short ones, which are choices: what a message about it must not repeat. */
function textsIn(input: unknown): string[] {
  if (typeof input === 'string') return input.length > 2 ? [input] : [];
  if (typeof input !== 'object' || input === null) return [];
  return Object.entries(input).flatMap(([key, value]) =>
    /prompt|text|search|name|notes|address|key|token/i.test(key) || typeof value === 'object'
      ? textsIn(value)
      : [],
  );
}
