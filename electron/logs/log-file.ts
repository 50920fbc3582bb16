import { appendFileSync, existsSync, readFileSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** A log takes five files of a megabyte at most: `studio.log`, then `studio.1.log` … `studio.4.log`, the oldest last. */
const mostBytes = 1024 * 1024;
const olderFiles = 4;

export interface LogFile {
  /** Appends a line; returns false where it could not be written. */
  write(line: string): boolean;
}

/**
 * A file that is appended to line by line and begun anew when it is full. Each line is written before `write` returns:
 * the last line before a crash is the one that is needed. The folder is never made here: while a drive is away, nothing
 * is written in its place.
 *
 * @param path absolute, ending with `.log`
 */
export function createLogFile(path: string): LogFile {
  let bytes = sizeOf(path);
  /** Whether a part of a line may be at the end, where the disk was full. */
  let torn = bytes > 0;
  return {
    write(line) {
      try {
        if (bytes + line.length > mostBytes && bytes > 0) {
          rotate(path);
          bytes = 0;
        }
        const text = Buffer.from(`${torn ? '\n' : ''}${line}\n`);
        appendFileSync(path, text, { mode: 0o600 });
        bytes += text.length;
        torn = false;
        return true;
      } catch {
        // A full disk or a drive that is away: a log is no reason to stop. The writer counts what is missing.
        torn = true;
        return false;
      }
    },
  };
}

/** The lines of a log, the oldest first, at most `most` bytes from its end. A line that was cut off is left out. */
export function readLogFile(path: string, most: number): string[] {
  const parts: Buffer[] = [];
  let left = most;
  for (const file of filesOf(path)) {
    if (left <= 0 || !existsSync(file)) break;
    const content = readFileSync(file);
    parts.unshift(content.subarray(Math.max(0, content.length - left)));
    left -= content.length;
  }
  const lines = Buffer.concat(parts).toString('utf8').split('\n');
  if (left < 0) lines.shift();
  return lines.filter((line) => line !== '');
}

function rotate(path: string): void {
  const files = filesOf(path);
  for (let older = files.length - 1; older > 0; older -= 1) {
    const [from = '', to = ''] = [files[older - 1], files[older]];
    if (existsSync(from)) renameSync(from, to);
  }
}

function filesOf(path: string): string[] {
  const numbered = Array.from({ length: olderFiles }, (_, index) =>
    path.replace(/\.log$/, `.${index + 1}.log`),
  );
  return [path, ...numbered];
}

function sizeOf(path: string): number {
  if (!existsSync(dirname(path)) || !existsSync(path)) return 0;
  return statSync(path).size;
}
