import assert from 'node:assert/strict';
import { test } from 'node:test';
import { progressBar } from '../../electron/cli/progress-bar.ts';
import { terminalOf } from '../../electron/cli/terminal.ts';

/** A terminal of so many columns, and what is written to its stderr. */
function screen(columns: number, env: Record<string, string> = {}) {
  const written: string[] = [];
  const stream = {
    isTTY: true,
    columns,
    write(text: string) {
      written.push(text);
      return true;
    },
  } as unknown as NodeJS.WriteStream & { fd: 1 & 2 };
  return { terminal: terminalOf({ stdout: stream, stderr: stream, env }, 'ja'), written };
}

test('a line that is redrawn stays in one row, full-width characters whole', () => {
  const { terminal, written } = screen(10);
  terminal.redraw?.('サラリーマン');
  terminal.redraw?.('1/2');
  assert.deepEqual(written, ['\r\u001B[2Kサラリー', '\r\u001B[2K1/2']);
});

test('nothing is redrawn or coloured where the terminal says that it cannot', () => {
  assert.equal(screen(80, { TERM: 'dumb' }).terminal.redraw, null);
  assert.equal(screen(80, { TERM: 'dumb' }).terminal.colour, false);
  assert.equal(screen(80, { NO_COLOR: '1' }).terminal.colour, false);
  assert.equal(screen(80).terminal.colour, true);
  assert.equal(screen(0).terminal.columns, 100, 'a size that is not known');
});

test('the bar leaves room for the numbers beside it', () => {
  for (const [columns, length] of [
    [10, 4],
    [40, 10],
    [200, 24],
  ] as const) {
    assert.equal(progressBar(0.5, { columns }).length, length);
  }
  assert.equal(progressBar(0.5, { columns: 16 }), '██░░');
});
