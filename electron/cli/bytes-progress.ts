import { formatBytes } from './format-bytes.ts';
import { progressBar } from './progress-bar.ts';
import type { Terminal } from './terminal.ts';

interface BytesProgress {
  readonly bytesDone: number;
  readonly bytesTotal: number;
  /** Left out or null where it is not known. */
  readonly bytesPerSecond?: number | null;
}

/** Lines without a terminal: one for every tenth, as a download may take an hour. */
const parts = 10;

/** Shows how far something has come that is counted in bytes: a bar, or without a terminal lines. */
export function createBytesProgress(
  terminal: Terminal,
): (what: string, counted: BytesProgress) => void {
  let said = '';
  return (what, { bytesDone, bytesTotal, bytesPerSecond }) => {
    const share = bytesTotal === 0 ? 1 : bytesDone / bytesTotal;
    const pace = bytesPerSecond ? `  ${formatBytes(bytesPerSecond, terminal)}/s` : '';
    const done = `${formatBytes(bytesDone, terminal)} / ${formatBytes(bytesTotal, terminal)}`;
    const line = `${what}  ${done}${pace}`;
    const step = `${what} ${Math.floor(share * parts)}`;
    if (terminal.redraw) terminal.redraw(`${progressBar(share, terminal)} ${line}`);
    else if (step !== said) terminal.note(line);
    said = step;
  };
}
