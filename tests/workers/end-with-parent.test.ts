import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';

const program = join(import.meta.dirname, '../../electron/workers/end-with-parent.ts');

/** Starts a child that never lets its event loop go, and says its number. */
const parent = `
  const { spawn } = require('node:child_process');
  const child = spawn(process.execPath, ['--input-type=module', '-e', process.argv[1]], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child.stdout.once('data', () => console.log(child.pid));
`;
const child = `
  const { endWithParent } = await import(${JSON.stringify(program)});
  endWithParent();
  console.log('begun');
  setImmediate(() => { for (;;); });
`;

test('a process in the middle of a step ends with its parent, however that ends', async (t) => {
  const running = spawn(process.execPath, ['-e', parent, child], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(running.stdout, 'data')) as [Buffer];
  const pid = Number(String(line));
  t.after(() => isThere(pid) && process.kill(pid, 'SIGKILL'));
  running.kill('SIGKILL');
  while (isThere(pid)) await setTimeout(50);
});

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
