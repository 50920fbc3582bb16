import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { QueueState } from '../../electron/api/contract/queue.ts';
import { exitCodes } from '../../electron/cli/failure.ts';
import { commandLine } from '../helpers/command-line.ts';
import { killAtExit } from '../helpers/kill-at-exit.ts';

const posix = { skip: process.platform === 'win32' ? 'there are no signals' : false };
const linux = { skip: process.platform === 'linux' ? false : 'reads /proc' };

// What a service manager and a window that is closed send goes to every process, the worker's included.
for (const signal of ['SIGTERM', 'SIGHUP'] as const) {
  test(
    `${signal} ends it as Ctrl+C does: the saved pictures are named, nothing has crashed`,
    posix,
    async () => {
      const { data, run, json } = commandLine();
      const target = join(data, '..', 'out');
      const args = ['generate', '猫', '--count', '64', '--size', '64x64', '--steps', '30'];
      let asked = false;
      const { code, out, note } = await run([...args, '--out', target, '--json'], {
        onNote(_note, interrupt) {
          if (asked || !existsSync(target) || copies(target).length === 0) return;
          asked = true;
          interrupt(signal);
        },
      });
      assert.equal(code, exitCodes.interrupted, note);
      const printed = JSON.parse(out) as { pictures: { path: string }[]; seconds: null };
      assert.equal(printed.seconds, null);
      assert.deepEqual(printed.pictures.map(({ path }) => path).toSorted(), copies(target));
      assert.ok(printed.pictures.length < 64);
      assert.ok(!existsSync(join(data, 'crashes')), 'the worker has not died');
      const { open, ended } = await json<QueueState>(['queue', 'list']);
      assert.deepEqual([open, ended.map(({ job }) => job.status)], [[], ['cancelled']]);
    },
  );
}

test('Ctrl+C while the program is still being loaded is answered as any other', posix, async () => {
  const main = join(import.meta.dirname, '..', '..', 'electron', 'cli', 'main.ts');
  // Sent to itself at the moment when it begins to listen.
  const listening = `
    const on = process.on;
    process.on = function (name, listener) {
      const result = on.call(this, name, listener);
      if (name === 'SIGHUP') process.kill(process.pid, 'SIGINT');
      return result;
    };`;
  const early = `data:text/javascript,${encodeURIComponent(listening)}`;
  const child = spawn(process.execPath, ['--import', early, main, 'models', '--json'], {
    env: { ...process.env, LANG: 'en_US.UTF-8', LC_ALL: 'en_US.UTF-8' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  killAtExit(child);
  let [out, note] = ['', ''];
  child.stdout.on('data', (bytes: Buffer) => (out += bytes.toString()));
  child.stderr.on('data', (bytes: Buffer) => (note += bytes.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  assert.equal(code, exitCodes.interrupted, note);
  assert.match(note, /^nishiki: stopped\./);
  const { error } = JSON.parse(out) as { error: { exitCode: number } };
  assert.equal(error.exitCode, exitCodes.interrupted);
});

test('a benchmark that is stopped leaves no process and no folder', linux, async () => {
  const scratch = join(import.meta.dirname, '..', '..', 'bench', 'scratch.ts');
  const job = { kind: 'matrix product', threads: 1, repetitions: { runs: 1e6, seconds: 600 } };
  const program = `
    import { runApart, scratchFolder } from '${pathToFileURL(scratch).href}';
    await using folder = await scratchFolder('test');
    const measured = runApart('measure-once.ts', '${JSON.stringify(job)}');
    console.log(folder.path);
    await measured;`;
  const bench = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  killAtExit(bench);
  const ended = once(bench, 'close');
  const [line] = (await once(bench.stdout, 'data')) as [Buffer];
  const folder = line.toString().trim();
  assert.ok(existsSync(folder));
  const children = `/proc/${bench.pid}/task/${bench.pid}/children`;
  const [child = ''] = readFileSync(children, 'utf8').split(' ');
  assert.match(child, /^\d+$/);
  bench.kill('SIGTERM');
  assert.deepEqual(await ended, [143, null]);
  assert.ok(!existsSync(folder));
  // It is told to end before this one ends, and may need a moment for it.
  while (isRunning(child)) await sleep(20);
});

function copies(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.png'))
    .map((name) => join(folder, name))
    .toSorted();
}

/** A process that has ended, and whose end nobody has asked for yet, is none. */
function isRunning(pid: string): boolean {
  try {
    return !/^State:\tZ/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
