import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const entry = join(import.meta.dirname, '..', '..', 'electron', 'cli', 'main.ts');

/** Runs the command line to its end: what it wrote to stdout and stderr, and its exit code. */
export async function runNishiki(
  args: readonly string[],
  language: 'ja_JP' | 'en_US',
): Promise<{ code: number; out: string; note: string }> {
  const child = spawn(process.execPath, [entry, ...args], {
    env: { ...process.env, LC_ALL: `${language}.UTF-8` },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let note = '';
  child.stdout.on('data', (bytes: Buffer) => (out += bytes.toString()));
  child.stderr.on('data', (bytes: Buffer) => (note += bytes.toString()));
  const [code] = (await once(child, 'close')) as [number];
  return { code, out, note };
}
