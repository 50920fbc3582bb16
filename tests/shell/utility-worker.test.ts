import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { beforeEach, test } from 'node:test';
import { calls, callsOf, utilityProcess } from './electron-double.ts';
import { useElectronDouble } from './use-electron-double.ts';

useElectronDouble();
const { spawnUtilityWorker } = await import('../../electron/shell/utility-worker.ts');

const device = {
  id: 'cpu',
  name: 'プロセッサ',
  provider: 'cpu',
  threads: 2,
  memoryBytes: 1e9,
} as const;

function start() {
  const channel = spawnUtilityWorker(device);
  const child = utilityProcess.children.at(-1);
  assert.ok(child);
  return { channel, child };
}

beforeEach(() => {
  calls.length = 0;
});

test('starts the bundled worker with its device, and passes messages both ways', () => {
  const { channel, child } = start();
  const [[entry, args]] = callsOf('utilityProcess.fork') as [[string, string[]]];
  assert.match(entry, /diffusion-worker\.js$/);
  assert.deepEqual(JSON.parse(args[0] ?? ''), device);
  channel.postMessage({ type: 'cancel', id: 7 });
  assert.deepEqual(callsOf('utility.postMessage'), [[{ type: 'cancel', id: 7 }]]);
  const received: unknown[] = [];
  channel.onMessage((message) => received.push(message));
  child.emit('message', { type: 'ready' });
  assert.deepEqual(received, [{ type: 'ready' }]);
});

test('a device may need more in its environment than the studio has', () => {
  const environment = { LD_LIBRARY_PATH: '/data/cuda/1.0.0' };
  spawnUtilityWorker({ ...device, provider: 'cuda', environment });
  const [[, , { env }]] = callsOf('utilityProcess.fork') as [
    [string, string[], { env: NodeJS.ProcessEnv }],
  ];
  assert.equal(env['LD_LIBRARY_PATH'], environment.LD_LIBRARY_PATH);
  assert.equal(env['PATH'], process.env['PATH']);
});

test('reports the end once, with its code', () => {
  const { channel, child } = start();
  const codes: (number | null)[] = [];
  channel.onExit((code) => codes.push(code));
  child.emit('exit', 134);
  child.emit('exit', 0);
  assert.deepEqual(codes, [134]);
});

test('is ended at once, even where it does not listen', async () => {
  const { channel, child } = start();
  const deaf = spawn(process.execPath, [
    '-e',
    "process.on('SIGTERM', () => {}); setInterval(() => {}, 1e6)",
  ]);
  await once(deaf, 'spawn');
  child.pid = deaf.pid;
  channel.kill();
  const [, signal] = (await once(deaf, 'exit')) as [number | null, string | null];
  assert.equal(signal, process.platform === 'win32' ? null : 'SIGKILL');
  channel.kill();
});

test('is ended before it has even started', () => {
  const { channel } = start();
  channel.kill();
  assert.deepEqual(callsOf('utility.kill'), [[]]);
});
