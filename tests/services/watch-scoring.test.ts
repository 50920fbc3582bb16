import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { logSettingsSchema } from '../../electron/api/contract/diagnostics.ts';
import { createLogs, readLog } from '../../electron/logs/create-logs.ts';
import { watchScoring } from '../../electron/services/watch-workers.ts';
import { forkScoring } from '../../electron/workers/fork-scoring.ts';
import type { FromScoring } from '../../electron/workers/scoring-messages.ts';
import { temporaryFolder, writeTo } from '../helpers/temporary-folder.ts';

function openLogs() {
  const folder = temporaryFolder();
  const settings = logSettingsSchema.parse({});
  const logs = createLogs({ folder, settings, home: '/home/猫', clock: () => new Date() });
  return { logs, lines: () => readLog(folder, 'scoring', 1e6) };
}

test('why a scorer cannot be used is in the log of scoring, without the words that were scored', async (t) => {
  const { logs, lines } = openLogs();
  const scoring = watchScoring(forkScoring, logs)();
  t.after(() => scoring.kill());
  const said = new Promise<FromScoring>((resolve) => scoring.onMessage(resolve));
  const caption = '秘密の猫';
  const scorer = join(temporaryFolder(), caption);
  scoring.post({ scorer, threads: 1, pairs: [{ picture: 'a.png', caption }] });
  assert.equal((await said).type, 'failed');
  const [line, ...more] = lines();
  assert.deepEqual([line?.level, line?.process, more.length], ['warn', 'scoring', 0]);
  assert.ok(!JSON.stringify(line).includes(caption), line?.message);
});

test('what a scoring process prints, and an end that nobody asked for, are in its log', async () => {
  const { logs, lines } = openLogs();
  const program =
    'console.error("onnxruntime: a warning about 猫の絵"); process.on("message", () => process.exit(7));';
  const entry = join(temporaryFolder(), 'scoring.mjs');
  await writeTo(join(entry, '..'), 'scoring.mjs', program);
  const spawned = watchScoring(() => {
    const child = fork(entry, [], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    return {
      post: (task) => void child.send(task),
      onMessage: (listener) => child.on('message', (message) => listener(message as FromScoring)),
      onOutput: (listener) =>
        child.stderr?.setEncoding('utf8').on('data', (text: string) => listener(text)),
      onExit: (listener) => child.on('close', (code) => listener(code)),
      kill: () => void child.kill(),
    };
  }, logs)();
  const ended = new Promise((resolve) => spawned.onExit(resolve));
  spawned.post({ scorer: 'x', threads: 1, pairs: [{ picture: 'a', caption: '猫の絵' }] });
  assert.equal(await ended, 7);
  assert.deepEqual(
    lines().map(({ level, message, details }) => [level, message, details]),
    [
      ['warn', 'onnxruntime: a warning about ‹hidden›', undefined],
      ['error', 'ended unexpectedly', { exitCode: 7 }],
    ],
  );
});
