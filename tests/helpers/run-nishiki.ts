import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { killAtExit } from './kill-at-exit.ts';

const entry = join(import.meta.dirname, '..', '..', 'electron', 'cli', 'main.ts');

export interface Surroundings {
  readonly env?: Readonly<Record<string, string>>;
  /** What comes by stdin; nothing where it is left out. */
  readonly input?: string;
  /** Sees what stderr has so far; `interrupt` is Ctrl+C, or another signal to the whole group. */
  readonly onNote?: (note: string, interrupt: (signal?: NodeJS.Signals) => void) => void;
}

/** Runs the command line to its end: what it wrote to stdout and stderr, and its exit code. */
export async function runNishiki(
  args: readonly string[],
  language: 'ja_JP' | 'en_US',
  { env = {}, input, onNote = () => {} }: Surroundings = {},
): Promise<{ code: number; out: string; note: string }> {
  const child = spawn(process.execPath, [entry, ...args], {
    env: { ...process.env, LC_ALL: `${language}.UTF-8`, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    // A group of its own, so that Ctrl+C can be sent to all of it, as a terminal does.
    detached: process.platform !== 'win32',
  });
  killAtExit(child);
  child.stdin.end(input);
  let out = '';
  let note = '';
  child.stdout.on('data', (bytes: Buffer) => (out += bytes.toString()));
  child.stderr.on('data', (bytes: Buffer) => {
    note += bytes.toString();
    onNote(note, (signal) => interrupt(child, signal));
  });
  const [code] = (await once(child, 'close')) as [number];
  return { code, out, note };
}

/** Ctrl+C in a terminal reaches the program and the worker processes that it started. */
function interrupt(child: ChildProcess, signal: NodeJS.Signals = 'SIGINT'): void {
  if (process.platform === 'win32' || child.pid === undefined) child.kill(signal);
  else process.kill(-child.pid, signal);
}
