import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crashReportSchema, type CrashReport } from '../api/contract/diagnostics.ts';

/** Reports that are kept. */
const mostReports = 20;

/** The folder of crash reports, one JSON file each. Nothing here ever throws: it is called where all else has failed. */
export interface CrashReports {
  write(report: Omit<CrashReport, 'id'>): CrashReport | null;
  /** The latest first. */
  list(): CrashReport[];
}

/** @param folder absolute; made with the first report, inside of a folder that must be there; null keeps nothing */
export function createCrashReports(folder: string | null): CrashReports {
  return {
    write(report) {
      if (folder === null) return null;
      try {
        const id = `${report.time.replaceAll(/[-:.]/g, '')}-${report.process}`;
        // Not recursive: while a drive is away, nothing is written in its place.
        if (!existsSync(folder)) mkdirSync(folder);
        const whole = { id, ...report };
        writeFileSync(join(folder, `${id}.json`), JSON.stringify(whole, null, 2), { mode: 0o600 });
        for (const old of namesIn(folder).slice(mostReports)) rmSync(join(folder, old));
        return whole;
      } catch {
        return null;
      }
    },
    list() {
      if (folder === null) return [];
      return namesIn(folder).flatMap((name) => {
        try {
          return [crashReportSchema.parse(JSON.parse(readFileSync(join(folder, name), 'utf8')))];
        } catch {
          // Half-written while all else failed as well.
          return [];
        }
      });
    },
  };
}

/** The latest first: names begin with the time. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .toSorted()
      .toReversed();
  } catch {
    return [];
  }
}
