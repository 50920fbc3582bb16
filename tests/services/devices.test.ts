import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { createRouterClient } from '@orpc/server';
import { zipSync } from 'fflate';
import { studioSettingsSchema } from '../../electron/api/contract/settings.ts';
import { createRouter } from '../../electron/api/router.ts';
import { installCuda } from '../../electron/cli/device-commands.ts';
import { describeFailure } from '../../electron/cli/failure.ts';
import type { Terminal } from '../../electron/cli/terminal.ts';
import { findRuntime } from '../../electron/cuda/provider-package.ts';
import { createDevicesService } from '../../electron/services/devices.ts';
import { openStudio } from '../../electron/services/studio.ts';
import type { Studio, StudioOptions } from '../../electron/services/studio.ts';
import { forkWorker } from '../../electron/workers/fork-worker.ts';
import { keepFindings, readFindings } from '../../electron/workers/kept-findings.ts';
import type { Device } from '../../electron/workers/devices.ts';
import type { FromWorker } from '../../electron/workers/messages.ts';
import type { SpawnWorker } from '../../electron/workers/worker-channel.ts';
import { resources } from '../helpers/open-test-studio.ts';
import { startPackageFeed } from '../helpers/package-feed.ts';
import { temporaryFolder, writeTo } from '../helpers/temporary-folder.ts';

const rtx = { name: 'RTX', driver: 'nvidia 570', isNvidia: true, memoryBytes: 24 * 2 ** 30 };
const onLinux =
  process.platform === 'linux' && process.arch === 'x64'
    ? {}
    : { skip: 'what may be chosen is Linux’s on x64' };

async function open(t: TestContext, given: Partial<StudioOptions> = {}): Promise<Studio> {
  const studio = await openStudio({
    paths: { data: join(temporaryFolder(), 'データ'), resources },
    spawnWorker: () => assert.fail('no worker is needed'),
    appVersion: '0.1.0-test',
    adapters: [rtx],
    ...given,
  });
  t.after(() => studio.close());
  return studio;
}

/** A worker that says how its device is used, after having kept it; or ends without a word. */
function spawnTester(answers: (string | null)[], spawned: Device[] = []): SpawnWorker {
  return (device) => {
    spawned.push(device);
    const profile = answers.shift();
    let say = (_message: FromWorker): void => {};
    let end = (_code: number | null): void => {};
    queueMicrotask(() => say({ type: 'ready' }));
    return {
      postMessage(message) {
        assert.equal(message.type, 'test');
        if (profile === undefined) return end(139);
        assert.ok(device.selfTest);
        const { key } = device.selfTest;
        // An older outcome that is still there would be taken for the new one.
        const known = readFindings(device.selfTest);
        keepFindings(device.selfTest, known ?? { key, profile, trials: [] });
        say({ type: 'device', profile: profile ?? 'cpu', problem: null });
      },
      onMessage: (listener) => void (say = listener),
      onOutput: () => {},
      onExit: (listener) => void (end = listener),
      kill: () => end(null),
    };
  };
}

test('devices are listed with their cards’ memory; automatic is the card’s', onLinux, async (t) => {
  const studio = await open(t);
  const list = await studio.devices.list();
  assert.deepEqual([list.chosen, list.forced, list.automatic], ['auto', null, 'webgpu']);
  assert.deepEqual(
    list.options.map(({ choice, name, memoryBytes, test: found }) => [
      choice,
      name,
      memoryBytes,
      found,
    ]),
    [
      ['webgpu', 'RTX', rtx.memoryBytes, null],
      ['cpu', list.options[1]?.name, null, null],
    ],
  );
  assert.deepEqual([list.cuda.state, list.cuda.hasCard], ['missing', true]);
  assert.match(list.cuda.package ?? '', /\d+\.\d+\.\d+$/);
});

test('the processor’s workers hold weights as the settings say', () => {
  let settings = studioSettingsSchema.parse({});
  const data = temporaryFolder();
  const devices = createDevicesService({
    data,
    runtime: findRuntime(),
    system: 'linux/x64',
    env: {},
    readSettings: () => settings,
    forced: {},
    spawnWorker: () => assert.fail('no worker is needed'),
    testFolder: data,
    appVersion: '0.1.0-test',
    adapters: [],
  });
  const weightsOf = () => devices.inUse().map(({ weightMemory }) => weightMemory);
  assert.deepEqual(weightsOf(), [undefined]);
  settings = studioSettingsSchema.parse({ weightMemory: 'prepacked' });
  assert.deepEqual(weightsOf(), ['prepacked']);
});

test('what the command line says comes before the settings, and is told', onLinux, async (t) => {
  const studio = await open(t, { device: 'cpu' });
  await studio.settings.change({ device: 'cuda:1' });
  const list = await studio.devices.list();
  assert.deepEqual([list.chosen, list.forced], ['cuda:1', 'cpu']);
  assert.ok(
    list.options.some(({ choice }) => choice === 'cuda:1'),
    'a card that is not there',
  );
  assert.equal((await studio.system.info()).devices[0]?.provider, 'cpu');
});

test('a device is chosen for all workers at once', onLinux, async (t) => {
  const studio = await open(t);
  const provider = async () => (await studio.system.info()).devices[0]?.provider;
  assert.equal(await provider(), 'webgpu');
  await studio.settings.change({ device: 'cpu' });
  assert.equal(await provider(), 'cpu');
});

test(
  'a test that is asked for forgets the last one, and workers take it over',
  onLinux,
  async (t) => {
    const spawned: Device[] = [];
    const spawnWorker = spawnTester(['webgpu-float32', null], spawned);
    const studio = await open(t, { spawnWorker });
    const passed = await studio.devices.test({ choice: 'auto' });
    assert.equal(passed.choice, 'webgpu');
    assert.equal(passed.test?.profile, 'webgpu-float32');
    assert.ok(Date.parse(passed.test.at) > 0);
    assert.equal((await studio.devices.test({ choice: 'webgpu' })).test?.profile, null);
    assert.equal((await studio.devices.list()).options[0]?.test?.profile, null);
    assert.equal(spawned.length, 2);
    assert.equal((await studio.devices.test({ choice: 'cpu' })).test, null);
  },
);

test('a driver that ends the process is tried again with what is left', onLinux, async (t) => {
  const spawned: Device[] = [];
  const answers = [undefined, 'webgpu-float32'] as (string | null)[];
  const studio = await open(t, { spawnWorker: spawnTester(answers, spawned) });
  assert.equal((await studio.devices.test({ choice: 'webgpu' })).test?.profile, 'webgpu-float32');
  assert.equal(spawned.length, 2);
  const broken = await open(t, { spawnWorker: spawnTester([]) });
  await assert.rejects(broken.devices.test({ choice: 'webgpu' }), /did not come to its end/);
});

test(
  'without an adapter the real self-test says so, and the processor works',
  onLinux,
  async (t) => {
    const studio = await open(t, { spawnWorker: forkWorker });
    const { test: found } = await studio.devices.test({ choice: 'cuda' });
    assert.equal(found?.profile, null);
    assert.ok(found.trials.length >= 3);
    for (const { failure } of found.trials)
      assert.doesNotMatch(failure ?? '/', /^\/|model's files/);
  },
);

test('CUDA’s libraries come by the command line, and are used from then on', onLinux, async (t) => {
  const native = 'runtimes/linux-x64/native/libonnxruntime_providers_cuda.so';
  const content = Buffer.from(zipSync({ [native]: Buffer.alloc(1e6, 'cuda') }));
  const feed = await startPackageFeed({ name: 'Gpu', version: '1.2.3', content });
  t.after(() => feed.close());
  const folder = temporaryFolder();
  await writeTo(folder, 'libonnxruntime.so.1', 'runtime');
  const metadata = {
    requirements: { 'linux/x64': ['cuda12'] },
    manifests: {
      'linux/x64:cuda12': {
        './libonnxruntime_providers_cuda.so': { package: 'gpu', path: native },
      },
    },
    packages: { gpu: { name: 'Gpu', versions: [{ feed: 'f', version: '1.2.3' }] } },
    feeds: { f: { type: 'nuget', index: feed.index } },
  };
  const studio = await open(t, { runtime: { version: '1.2.3', folder, metadata } });
  const client = createRouterClient(createRouter(studio));
  const lines = { out: [] as string[], note: [] as string[] };
  const terminal = {
    language: 'en',
    out: (line: string) => void lines.out.push(line),
    note: (line: string) => void lines.note.push(line),
  } as unknown as Terminal;
  const { signal } = new AbortController();
  await installCuda(client, false, terminal, signal);
  assert.match(lines.note.at(-1) ?? '', /^unpacking {2}1(\.0)? MB \/ 1(\.0)? MB/);
  assert.match(lines.out[0] ?? '', /^CUDA libraries: .*1\.2\.3$/);
  const list = await studio.devices.list();
  assert.deepEqual([list.automatic, list.cuda.state], ['cuda', 'installed']);
  const [device] = (await studio.system.info()).devices;
  assert.equal(device?.provider, 'cuda');
  await assert.rejects(installCuda(client, false, terminal, signal), (error) => {
    const { text, exitCode } = describeFailure(error, 'ja');
    assert.match(text, /CUDA 用ライブラリを導入できませんでした/);
    assert.match(text, /すでに導入されています/);
    return exitCode === 5;
  });
});
