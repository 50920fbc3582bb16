import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { strFromU8, unzipSync } from 'fflate';
import { readLog } from '../../electron/logs/create-logs.ts';
import { openStudio } from '../../electron/services/studio.ts';
import type { WorkerChannel } from '../../electron/workers/worker-channel.ts';
import { collectEvents, openTestStudio, resources } from '../helpers/open-test-studio.ts';
import { makeReadOnly, skipWithoutMounts } from '../helpers/small-disk.ts';
import { skipWithoutModels } from '../helpers/small-models.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

function open(
  data: string,
  spawnWorker: () => WorkerChannel = () => assert.fail('nothing prints'),
) {
  return openStudio({
    paths: { data, resources },
    spawnWorker,
    appVersion: '0.1.0-test',
    onProblem: () => {},
  });
}

function linesOf(data: string, name: string): string[] {
  return readLog(join(data, 'logs'), name, 1e6).map(({ message }) => message);
}

async function unpack(file: Blob): Promise<Record<string, string>> {
  const files = unzipSync(await file.bytes());
  return Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, strFromU8(bytes)]));
}

test(
  'a job is told of in the log, without its prompt, and each worker has a log',
  skipWithoutModels,
  async (t) => {
    const { studio, data, ja, request } = await openTestStudio(t);
    await collectEvents(studio.generation.run(request({ arms: [ja] })));
    assert.deepEqual(linesOf(data, 'studio'), ['opened', 'job queued', 'job running', 'job done']);
    assert.deepEqual(linesOf(data, 'worker-cpu'), ['started']);
    assert.ok(!readFileSync(join(data, 'logs', 'studio.log'), 'utf8').includes(ja.prompt));
    await studio.diagnostics.change({ prompts: true });
    await collectEvents(studio.generation.run(request({ arms: [ja] })));
    assert.ok(readFileSync(join(data, 'logs', 'studio.log'), 'utf8').includes(ja.prompt));
    assert.deepEqual((await studio.diagnostics.state()).untold, []);
  },
);

test(
  'a worker that is ended from outside leaves a report, one that the studio ends does not',
  skipWithoutModels,
  async (t) => {
    const { studio, data, ja, request, workers } = await openTestStudio(t);
    let killed = false;
    await collectEvents(studio.generation.run(request({ arms: [ja], steps: 20 })), (event) => {
      // The process itself, not the studio's way to end it.
      if (event.type === 'step' && !killed) workers[0]?.kill();
      killed ||= event.type === 'step';
    });
    await studio.close();
    const again = await open(data);
    t.after(() => again.close());
    const { untold, reports } = await again.diagnostics.state();
    assert.deepEqual([untold.length, reports], [1, 1]);
    assert.deepEqual(
      [untold[0]?.process, untold[0]?.kind, untold[0]?.message],
      ['worker-cpu', 'ended', 'The worker was ended from outside.'],
    );
    assert.deepEqual((await again.diagnostics.dismiss()).untold, []);
    await again.close();
    const third = await open(data);
    t.after(() => third.close());
    assert.deepEqual((await third.diagnostics.state()).untold, [], 'it is told once');
  },
);

test('what a worker prints goes into its log', async () => {
  const data = temporaryFolder();
  let print = (_text: string): void => {};
  let exit = (_code: number | null): void => {};
  const studio = await open(data, () => ({
    postMessage() {},
    onMessage() {},
    onOutput: (listener) => (print = listener),
    onExit: (listener) => (exit = listener),
    kill: () => exit(null),
  }));
  studio.generation.warm();
  print('a warning of ');
  print(`ONNX Runtime about ${homedir()}/x\nhalf a`);
  await studio.close();
  assert.deepEqual(linesOf(data, 'worker-cpu'), [
    'started',
    'a warning of ONNX Runtime about ~/x',
    'ended',
  ]);
});

test('a studio that was killed is told of at the next start, with the last lines of its log', async () => {
  const data = join(temporaryFolder(), 'data');
  const holder = spawn(process.execPath, [join(import.meta.dirname, 'studio-holder.ts'), data], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(holder.stdout, 'data');
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  const studio = await open(data);
  const { untold } = await studio.diagnostics.state();
  assert.deepEqual(
    untold.map(({ process: name, kind }) => [name, kind]),
    [['studio', 'ended']],
  );
  await studio.close();
  const [name = ''] = readdirSync(join(data, 'crashes'));
  const report = JSON.parse(readFileSync(join(data, 'crashes', name), 'utf8')) as {
    lastLines: { message: string }[];
  };
  assert.deepEqual(
    report.lastLines.map(({ message }) => message),
    ['opened'],
  );
  const next = await open(data);
  assert.equal((await next.diagnostics.state()).reports, 1, 'an orderly end is no crash');
  await next.close();
});

test('an error that ends the process is in its report, with its stack', async () => {
  const data = join(temporaryFolder(), 'data');
  const program = `
    import { openStudio } from ${JSON.stringify(join(import.meta.dirname, '../../electron/services/studio.ts'))};
    import { catchCrashes } from ${JSON.stringify(join(import.meta.dirname, '../../electron/logs/catch-crashes.ts'))};
    const studio = await openStudio({
      paths: { data: ${JSON.stringify(data)}, resources: ${JSON.stringify(resources)} },
      spawnWorker() {}, appVersion: '0.1.0-test', onProblem() {},
    });
    catchCrashes(studio.diagnostics.crashed);
    setTimeout(() => { throw new Error('nobody expected hf_AbCdEfGhIjKl'); });
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: 'ignore',
  });
  const [code] = (await once(child, 'exit')) as [number];
  assert.notEqual(code, 0, 'it ends as without the report');
  const studio = await open(data);
  const { untold } = await studio.diagnostics.state();
  assert.deepEqual(
    untold.map(({ process: name, kind, message }) => [name, kind, message]),
    [['studio', 'error', 'nobody expected ‹hidden›']],
    'the end that the lock tells of is the same one',
  );
  await studio.close();
});

test('a page tells what happened to it', async () => {
  const data = temporaryFolder();
  const studio = await open(data);
  const error = new Error('no room');
  await studio.diagnostics.reportPage({
    message: error.message,
    stack: error.stack ?? null,
    where: '/compare',
  });
  assert.deepEqual(linesOf(data, 'page'), ['no room']);
  assert.equal((await studio.diagnostics.state()).reports, 1);
  await studio.close();
});

test(
  'a bundle has what helps, and neither prompts nor names nor secrets',
  skipWithoutModels,
  async (t) => {
    const { studio, data, ja, request } = await openTestStudio(t);
    await studio.diagnostics.change({ prompts: true, level: 'debug' });
    await studio.hub.change({ token: 'hf_AbCdEfGhIjKlMn' });
    await studio.translator.change({
      endpoint: { address: 'http://user:pass@127.0.0.1:9/v1', model: 'm' },
      key: 'sk-0123456789abcdef',
    });
    await studio.models.change({ id: ja.modelId, notes: '私の覚え書き', name: '花子のモデル' });
    await collectEvents(studio.generation.run(request({ arms: [ja] })));
    await studio.diagnostics.reportPage({ message: 'broken', stack: null, where: '/x' });
    const { name, file } = await studio.diagnostics.bundle();
    assert.match(name, /^nishiki-diagnostics-\d{14}\.zip$/);
    const files = await unpack(file);
    assert.deepEqual(
      Object.keys(files)
        .map((path) => path.replace(/\d{8}T\d+Z/, 'TIME'))
        .toSorted(),
      [
        'README.txt',
        'crashes/TIME-page.json',
        'database.json',
        'logs/page.log',
        'logs/studio.log',
        'logs/worker-cpu.log',
        'machine.json',
        'models.json',
        'queue.json',
        'settings.json',
        'system.json',
      ],
    );
    const database = JSON.parse(files['database.json'] ?? '') as {
      integrity: string[];
      rows: object;
    };
    assert.deepEqual(database.integrity, ['ok']);
    assert.deepEqual((database.rows as { pictures: number }).pictures, 1);
    assert.match(files['settings.json'] ?? '', /"saved"/);
    const all = Object.values(files).join('\n');
    for (const secret of [
      'サラリーマン',
      'hf_Ab',
      'sk-01',
      'user:pass',
      '覚え書き',
      '花子',
      homedir() + '/',
    ]) {
      assert.ok(!all.includes(secret), secret);
    }
    assert.ok(existsSync(join(data, 'logs', 'studio.log')));
  },
);

test('a damaged settings file is as good as none', async () => {
  const data = temporaryFolder();
  mkdirSync(join(data, 'logs'), { recursive: true });
  writeFileSync(join(data, 'diagnostics.json'), '{"level":"loud"');
  const studio = await open(data);
  assert.deepEqual((await studio.diagnostics.state()).settings, { level: 'info', prompts: false });
  await studio.close();
});

test(
  'on a folder that can only be read there are the lines of this run',
  skipWithoutMounts,
  async () => {
    const data = join(temporaryFolder(), 'data');
    await (await open(data)).close();
    const undo = makeReadOnly(data);
    try {
      const studio = await open(data);
      const state = await studio.diagnostics.state();
      assert.deepEqual([state.folder, state.untold], [null, []]);
      const lines = await studio.diagnostics.lines({ level: 'info', limit: 10 });
      assert.deepEqual(
        lines.map(({ message }) => message),
        ['opened'],
      );
      await assert.rejects(studio.diagnostics.change({ level: 'debug' }), { code: 'CANNOT_SAVE' });
      assert.ok((await studio.diagnostics.bundle()).file.size > 0);
      await studio.close();
    } finally {
      undo();
    }
  },
);
