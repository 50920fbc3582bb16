import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';
import { killAtExit } from './kill-at-exit.ts';
import { temporaryFolder } from './temporary-folder.ts';

const entry = join(import.meta.dirname, '..', '..', 'electron', 'cli', 'main.ts');

export interface TestWorker {
  readonly child: ChildProcess;
  /** What it has said so far. */
  readonly lines: string[];
  /** Its folder of fetched files. */
  readonly files: string;
  /** Resolves once it has said something that fits. */
  said(pattern: RegExp): Promise<string>;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
}

/** `nishiki worker` in a process of its own, as on another machine. It ends with the test. */
export function startRemoteWorker(
  t: TestContext,
  {
    url,
    token,
    files = join(temporaryFolder(), '絵師'),
    takeOverAfter = 2,
    more = [],
  }: {
    url: string;
    token: string;
    files?: string;
    takeOverAfter?: number;
    more?: readonly string[];
  },
): TestWorker {
  const args = ['worker', '--files', files, '--take-over-after', String(takeOverAfter), ...more];
  const child = spawn(process.execPath, [entry, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, NISHIKI_QUEUE: url, NISHIKI_WORKER_TOKEN: token, LC_ALL: 'en_US.UTF-8' },
  });
  t.after(() => child.kill('SIGKILL'));
  killAtExit(child);
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  createInterface({ input: child.stderr }).on('line', (line) => {
    lines.push(line);
    for (const look of waiting) look();
  });

  async function said(pattern: RegExp): Promise<string> {
    for (;;) {
      const line = lines.find((candidate) => pattern.test(candidate));
      if (line !== undefined) return line;
      await new Promise<void>((resolve) => {
        const look = (): void => {
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
      });
    }
  }

  async function kill(): Promise<void> {
    const ending = once(child, 'exit');
    child.kill('SIGKILL');
    await ending;
  }

  return { child, lines, files, said, kill };
}
