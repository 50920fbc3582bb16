import { formatBytes } from './format-bytes.ts';
import { progressBar } from './progress-bar.ts';
import type { Terminal } from './terminal.ts';

/** Shows how far something has come that is counted in bytes: a bar, or without a terminal a line for every quarter. */
export function createBytesProgress(
  terminal: Terminal,
): (what: string, counted: { readonly bytesDone: number; readonly bytesTotal: number }) => void {
  let said = '';
  return (what, { bytesDone, bytesTotal }) => {
    const share = bytesTotal === 0 ? 1 : bytesDone / bytesTotal;
    const done = `${formatBytes(bytesDone, terminal)} / ${formatBytes(bytesTotal, terminal)}`;
    const step = `${what} ${Math.floor(share * 4)}`;
    if (terminal.redraw) terminal.redraw(`${progressBar(share)} ${what}  ${done}`);
    else if (step !== said) terminal.note(`${what}  ${done}`);
    said = step;
  };
}
