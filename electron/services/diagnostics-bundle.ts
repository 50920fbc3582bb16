import { readdirSync } from 'node:fs';
import { arch, cpus, platform, release } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync, type Zippable } from 'fflate';
import { readLog } from '../logs/create-logs.ts';
import { createCrashReports } from '../logs/crash-reports.ts';
import { redactValue } from '../logs/redact-text.ts';
import { readMemory } from '../workers/read-memory.ts';

/** What a bundle tells besides the files of the data folder; every part becomes a JSON file. */
export type BundleFacts = Readonly<Record<string, unknown>>;

interface BundleOptions {
  readonly dataFolder: string;
  readonly home: string;
  readonly now: Date;
}

/** Of each process, in bytes. */
const mostLog = 512 * 1024;

const readme = `錦 Nishiki の診断情報です。バージョン、デバイス、設定、データベースの検査結果、ログ、障害の記録が入っています。
作品、プロンプト、合言葉（トークン）は含まれません。ホームフォルダーの名前は ~ に置き換えてあります。

Diagnostics of 錦 Nishiki: versions, devices, settings, a check of the database, logs, crash reports.
There is no picture in it, no prompt and no token; the home folder is written as ~.
`;

/**
 * A zip file with all that helps to find out what went wrong, and nothing that is the user's own. Works from the files
 * alone, so that it can be made of a folder in which no studio opens.
 */
export function makeBundle({ dataFolder, home, now, ...facts }: BundleOptions & BundleFacts): {
  name: string;
  bytes: Uint8Array<ArrayBuffer>;
} {
  const json = (value: unknown) => strToU8(JSON.stringify(redactValue(value, { home }), null, 2));
  const files: Zippable = { 'README.txt': strToU8(readme), 'machine.json': json(machineFacts()) };
  for (const [name, fact] of Object.entries(facts)) files[`${name}.json`] = json(fact);
  const logFolder = join(dataFolder, 'logs');
  for (const process of processesIn(logFolder)) {
    const lines = readLog(logFolder, process, mostLog).map(({ private: _own, ...line }) =>
      JSON.stringify(line),
    );
    files[`logs/${process}.log`] = strToU8(`${lines.join('\n')}\n`);
  }
  for (const report of createCrashReports(join(dataFolder, 'crashes')).list()) {
    files[`crashes/${report.id}.json`] = json(report);
  }
  const time = now.toISOString().slice(0, 19).replaceAll(/[-:T]/g, '');
  // Zip files know no time before 1980, and no time zone.
  const bytes = zipSync(files, { level: 6, mtime: now });
  return { name: `nishiki-diagnostics-${time}.zip`, bytes };
}

function machineFacts() {
  const [cpu] = cpus();
  return {
    system: `${platform()} ${release()} ${arch()}`,
    versions: process.versions,
    processor: `${cpus().length} × ${cpu?.model.trim() ?? 'unknown'}`,
    memory: readMemory(),
    locale: Intl.DateTimeFormat().resolvedOptions().locale,
    environment: Object.keys(process.env)
      .filter((name) => /^(NISHIKI_|HF_|LC_|LANG$|HTTPS?_PROXY$|NO_PROXY$)/i.test(name))
      .toSorted(),
  };
}

/** By the names of the current log files; `studio.1.log` is the older part of `studio.log`. */
function processesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /^[\w-]+\.log$/.test(name))
      .map((name) => name.slice(0, -'.log'.length))
      .toSorted();
  } catch {
    return [];
  }
}
