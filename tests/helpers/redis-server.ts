import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { killAtExit } from './kill-at-exit.ts';
import { createClientOnce } from './redis-client.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Programs that speak Redis' protocol, as systems call them. */
const programs = ['redis-server', 'valkey-server'];

const program = findProgram() ?? installProgram();

/** `{}` where a Redis can be started, otherwise a `node:test` option that skips and says why. */
export const skipWithoutRedis: { skip?: string } =
  program === null
    ? {
        skip: 'no redis-server or valkey-server is installed, and none could be installed with apt',
      }
    : {};

export interface TestRedis {
  /** With the password. */
  readonly url: string;
  readonly password: string;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  /** Starts it anew at the same address; it knows nothing of before. */
  start(): Promise<void>;
}

/** A real Redis of its own on a free port, which keeps nothing on disk. It ends with the test. */
export async function startRedis(t: Pick<TestContext, 'after'>): Promise<TestRedis> {
  const port = await findFreePort();
  const password = 'geheim-合言葉';
  const url = `redis://:${encodeURIComponent(password)}@127.0.0.1:${port}`;
  const folder = temporaryFolder();
  let child: ChildProcess | null = null;

  async function start(): Promise<void> {
    child = spawn(
      program ?? '',
      [
        ['--port', String(port)],
        ['--bind', '127.0.0.1'],
        ['--requirepass', password],
        ['--save', ''],
        ['--dir', folder],
        ['--loglevel', 'warning'],
      ].flat(),
      { stdio: 'ignore' },
    );
    killAtExit(child);
    await createClientOnce(url);
  }

  async function kill(): Promise<void> {
    if (child === null) return;
    const ending = once(child, 'exit');
    child.kill('SIGKILL');
    await ending;
    child = null;
  }

  t.after(kill);
  await start();
  return { url, password, kill, start };
}

function findProgram(): string | null {
  return (
    programs.find((name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0) ??
    null
  );
}

/** Debian and its kin have it a command away, for those who may. */
function installProgram(): string | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return null;
  const options = ['-o', 'DPkg::Lock::Timeout=120', '-y', '-q', '--no-install-recommends'];
  spawnSync('apt-get', ['install', ...options, 'redis-server'], {
    stdio: 'ignore',
    timeout: 180_000,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  return findProgram();
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
