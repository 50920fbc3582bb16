import type { Language } from '../language.ts';
import { cutToWidth } from './display-width.ts';

/** Where a command speaks: results go to `out`, progress and notes to `note`. */
export interface Terminal {
  readonly language: Language;
  /** Writes a line of the result to stdout. */
  out(line: string): void;
  /** Writes a line for people to stderr. */
  note(line: string): void;
  /** Replaces the last line of stderr; null where stderr is no terminal and lines cannot be replaced. */
  readonly redraw: ((line: string) => void) | null;
  /** Columns of stdout. */
  readonly columns: number;
  readonly colour: boolean;
}

const clearLine = '\r\u001B[2K';
const columnsOfFiles = 100;

/** The terminal of a process. */
export function terminalOf(
  { stdout, stderr, env }: Pick<NodeJS.Process, 'stdout' | 'stderr' | 'env'>,
  language: Language,
): Terminal {
  const isDumb = env['TERM'] === 'dumb';
  let drawn = false;
  const note = (line: string) => {
    stderr.write(`${drawn ? clearLine : ''}${line}\n`);
    drawn = false;
  };
  const redraw = (line: string) => {
    // A line that goes on in the next row could not be taken back. The last column stays free: some terminals break there.
    stderr.write(`${clearLine}${stderr.columns ? cutToWidth(line, stderr.columns - 1) : line}`);
    drawn = line !== '';
  };
  return {
    language,
    out(line) {
      // A progress line on the same screen must not run into the result.
      if (drawn) redraw('');
      stdout.write(`${line}\n`);
    },
    note,
    redraw: stderr.isTTY && !isDumb ? redraw : null,
    // Terminals that do not know their size have none.
    columns: (stdout.isTTY && stdout.columns) || columnsOfFiles,
    colour: stdout.isTTY && !isDumb && !env['NO_COLOR'],
  };
}
