import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const root = join(import.meta.dirname, '..', '..');

/** A studio's browser door in a process of its own, started as `npm start` starts it. */
export interface StudioProcess {
  /** Address with the token. */
  readonly url: string;
  /** Closes it as Ctrl+C does and resolves to its exit code. */
  stop(): Promise<number | null>;
}

/** Ample: the page may have to be built first, on a machine that does much else. */
const startLimitMs = 180_000;

/** @throws with all that the studio wrote, where it prints no address in three minutes */
export async function startStudio(dataFolder: string): Promise<StudioProcess> {
  const args = ['--browser', '--no-open', '--port', '0', '--data', dataFolder];
  const child = spawn(process.execPath, [join(root, 'electron', 'start.ts'), ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LANG: 'en_US.UTF-8', LC_ALL: 'en_US.UTF-8' },
  });
  const url = await readAddress(child);
  return {
    url,
    async stop() {
      if (child.exitCode !== null) return child.exitCode;
      child.kill('SIGINT');
      const [code] = (await once(child, 'exit')) as [number | null];
      return code;
    },
  };
}

async function readAddress(child: ChildProcess): Promise<string> {
  const lines: string[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const fail = (reason: string) => reject(new Error([reason, ...lines].join('\n')));
  for (const input of [child.stdout, child.stderr]) {
    if (!input) continue;
    createInterface({ input }).on('line', (line) => {
      lines.push(line);
      const address = /http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/.exec(line)?.[0];
      if (address) resolve(address);
    });
  }
  child.on('exit', (code) => fail(`The studio ended with code ${code}:`));
  const timer = setTimeout(() => {
    child.kill('SIGKILL');
    fail('The studio printed no address:');
  }, startLimitMs);
  return promise.finally(() => clearTimeout(timer));
}
