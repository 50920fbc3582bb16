import { type ChildProcess, execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a benchmark that is stopped would leave: processes that go on computing, and gigabytes of weights. */
const folders = new Set<string>();
const children = new Set<ChildProcess>();
let isWatched = false;

function watch(): void {
  if (isWatched) return;
  isWatched = true;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(name, (_name: string, number: number) => {
      for (const child of children) child.kill();
      for (const folder of folders) rmSync(folder, { recursive: true, force: true });
      process.exit(128 + number);
    });
  }
}

/** A folder for files of a measurement, removed at its end and where the benchmark is stopped. */
export async function scratchFolder(
  name: string,
): Promise<AsyncDisposable & { readonly path: string }> {
  watch();
  const path = await mkdtemp(join(tmpdir(), `nishiki-${name}-`));
  folders.add(path);
  return {
    path,
    async [Symbol.asyncDispose]() {
      rmSync(path, { recursive: true, force: true });
      folders.delete(path);
    },
  };
}

/**
 * Runs a script of this room in a process of its own: its memory is then its own, and its time is nobody else's. The process
 * ends where the benchmark is stopped.
 *
 * @returns the JSON that it prints
 * @throws Error where it fails
 */
export async function runApart<Result>(script: string, argument: string): Promise<Result> {
  watch();
  const stdout = await new Promise<string>((resolve, reject) => {
    const child = execFile(
      process.execPath,
      [join(import.meta.dirname, script), argument],
      (error, output) => {
        children.delete(child);
        if (error === null) resolve(output);
        else reject(error);
      },
    );
    children.add(child);
  });
  return JSON.parse(stdout) as Result;
}
