import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { printSettingsSchema } from '../../electron/api/contract/recipe.ts';
import { countCores, listDevices } from '../../electron/workers/devices.ts';
import { forkWorker } from '../../electron/workers/fork-worker.ts';
import type { PrintTask } from '../../electron/workers/messages.ts';
import type { SpawnWorker } from '../../electron/workers/worker-channel.ts';
import { PrintFailedError, WorkerDiedError } from '../../electron/workers/worker-errors.ts';
import type { PrintEvent } from '../../electron/workers/worker-pool.ts';
import { readMemory } from '../../electron/workers/read-memory.ts';
import { createWorkerSlot } from '../../electron/workers/worker-slot.ts';
import type { WorkerSlot } from '../../electron/workers/worker-slot.ts';
import { calibrationSteps } from '../../native-models/pipelines/calibrate-int8.ts';
import { skipWithoutModels, smallModels } from '../helpers/small-models.ts';
import { temporaryFolder, writeTo } from '../helpers/temporary-folder.ts';

const settings = printSettingsSchema.parse({ width: 64, height: 64, steps: 3 });
const never = new AbortController().signal;

function openSlot(t: TestContext, spawn: SpawnWorker = forkWorker) {
  const problems: string[] = [];
  const [device] = listDevices({ workers: 1, modelMemoryShare: 0.5 });
  assert.ok(device !== undefined);
  const slot = createWorkerSlot(device, spawn, (message) => problems.push(message));
  t.after(() => slot.close());
  return { slot, problems };
}

function task(fields: Partial<PrintTask> = {}): PrintTask {
  assert.ok(smallModels !== null);
  const model = { path: smallModels.en, fingerprint: 'english' };
  return { model, prompt: 'cat', negativePrompt: '', seed: '1', settings, ...fields };
}

async function print(slot: WorkerSlot, what: PrintTask, signal = never): Promise<PrintEvent[]> {
  const events: PrintEvent[] = [];
  for await (const event of slot.print(what, signal)) events.push(event);
  return events;
}

function stateOf(slot: WorkerSlot): string {
  return slot.state();
}

test(
  'a worker loads a model once and reports every step of each picture',
  skipWithoutModels,
  async (t) => {
    const { slot } = openSlot(t);
    assert.equal(stateOf(slot), 'stopped');
    const first = await print(slot, task());
    assert.deepEqual(
      first.map(({ type }) => type),
      ['loading', 'step', 'step', 'step', 'image'],
    );
    assert.equal(stateOf(slot), 'idle');
    const second = await print(slot, task());
    assert.deepEqual(
      second.map(({ type }) => type),
      ['step', 'step', 'step', 'image'],
    );
    const [image, again] = [first.at(-1), second.at(-1)];
    assert.ok(image?.type === 'image' && again?.type === 'image');
    assert.deepEqual([image.image.width, image.image.height, image.provider], [64, 64, 'cpu']);
    assert.equal(image.image.rgb.length, 64 * 64 * 3);
    assert.deepEqual(again.image.rgb, image.image.rgb, 'same seed, same picture');
  },
);

test(
  'a model is calibrated once for 8-bit integers, tells how far that is, and stops between two steps',
  skipWithoutModels,
  async (t) => {
    const calibrationFolder = join(temporaryFolder(), 'calibrations');
    const { slot } = openSlot(t, (device) => forkWorker({ ...device, calibrationFolder }));
    const eightBit = task({ settings: { ...settings, int8: true } });
    const stop = new AbortController();
    const stopped: PrintEvent[] = [];
    for await (const event of slot.print(eightBit, stop.signal)) {
      stopped.push(event);
      if (event.type === 'calibrating' && event.step === 3) stop.abort();
    }
    assert.deepEqual(stopped.at(-1)?.type, 'cancelled');
    assert.ok(stopped.length < calibrationSteps, `stopped after ${stopped.length} events`);
    assert.equal(existsSync(calibrationFolder), false, 'nothing is kept of half a calibration');

    const first = await print(slot, eightBit);
    const told = first.filter((event) => event.type === 'calibrating');
    assert.deepEqual(
      told.map(({ step }) => step),
      Array.from({ length: calibrationSteps + 1 }, (_, step) => step),
    );
    assert.ok(told.every(({ steps }) => steps === calibrationSteps));
    const types = first.map(({ type }) => type).filter((type) => type !== 'calibrating');
    assert.deepEqual(types, ['loading', 'step', 'step', 'step', 'image']);
    assert.equal(readdirSync(calibrationFolder).length, 1);
    assert.ok((await print(slot, eightBit)).every(({ type }) => type !== 'calibrating'));
  },
);

test('a warmed model is there when its first task comes', skipWithoutModels, async (t) => {
  const { slot, problems } = openSlot(t);
  slot.warm(task().model, settings);
  // What it holds is told before its first task.
  while (slot.ownBytes() === 0) await setTimeout(20);
  const events = await print(slot, task());
  assert.ok(!events.some(({ type }) => type === 'loading'));
  assert.deepEqual(problems, []);
});

test('a model that cannot be warmed is reported, and a task for it fails by itself', async (t) => {
  const { slot, problems } = openSlot(t);
  const model = { path: '/no/such/model', fingerprint: 'none' };
  slot.warm(model, settings);
  await assert.rejects(print(slot, task({ model })), (error) => {
    assert.ok(error instanceof PrintFailedError);
    assert.deepEqual([error.stage, error.reason], ['load', 'not-found']);
    return true;
  });
  assert.equal(problems.length, 1);
  assert.equal(stateOf(slot), 'idle');
});

test('who stops reading gets the worker back free', skipWithoutModels, async (t) => {
  const { slot } = openSlot(t);
  const long = task({ settings: { ...settings, steps: 400 } });
  for await (const event of slot.print(long, never)) if (event.type === 'step') break;
  assert.equal(stateOf(slot), 'idle');
  assert.equal((await print(slot, task())).at(-1)?.type, 'image');
});

/** As when memory suffices: the small models leave no doubt. */
const further = [
  {
    prompt: 'a much longer prompt, of a dog',
    negativePrompt: 'cat',
    seed: '2',
    variationSeed: '8',
  },
  { prompt: 'cat', negativePrompt: '', seed: '18446744073709551615', variationSeed: '9' },
];

test(
  'several pictures at once are the same as one by one, and told step by step together',
  skipWithoutModels,
  async (t) => {
    const { slot } = openSlot(t);
    const variation = { seed: '7', strength: 0.3 };
    const varied = { ...settings, variation };
    const together = await print(slot, task({ settings: varied, further }));
    assert.deepEqual(
      together.flatMap((event) =>
        event.type === 'step' ? [`${event.index}: ${event.step}/${event.steps}`] : [],
      ),
      [1, 2, 3].flatMap((step) => [0, 1, 2].map((index) => `${index}: ${step}/3`)),
    );
    const images = together.filter((event) => event.type === 'image');
    assert.deepEqual(
      images.map(({ index, left, batch }) => [index, left, batch]),
      [
        [0, 2, 3],
        [1, 1, 3],
        [2, 0, 3],
      ],
    );
    const singly = [task({ settings: varied })];
    for (const { variationSeed, ...picture } of further) {
      const own = { ...varied, variation: { ...variation, seed: variationSeed } };
      singly.push(task({ ...picture, settings: own }));
    }
    for (const [k, single] of singly.entries()) {
      const alone = (await print(slot, single)).at(-1);
      assert.ok(alone?.type === 'image');
      assert.deepEqual([alone.index, alone.left, alone.batch], [0, 0, 1]);
      assert.equal(images[k]?.noiseHash, alone.noiseHash);
      const { rgb } = alone.image;
      const differences = images[k]!.image.rgb.map((value, at) => Math.abs(value - rgb[at]!));
      assert.ok(Math.max(...differences) <= 1, `picture ${k}: within one grey level`);
    }
  },
);

test(
  'a task of several stops between two of them; what is finished has been told',
  skipWithoutModels,
  async (t) => {
    const { slot } = openSlot(t);
    const stop = new AbortController();
    const types: string[] = [];
    // So many that the later ones are not done while the first is on its way.
    const many = Array.from({ length: 8 }, () => further).flat();
    const quick = { ...settings, steps: 1 };
    for await (const event of slot.print(task({ settings: quick, further: many }), stop.signal)) {
      if (event.type !== 'step') types.push(event.type);
      if (event.type === 'image') stop.abort();
    }
    assert.deepEqual([types.at(1), types.at(-1)], ['image', 'cancelled']);
    assert.ok(types.length < many.length, types.join());
    assert.equal((await print(slot, task())).at(-1)?.type, 'image');
  },
);

test('a task aborted before it starts makes nothing', skipWithoutModels, async (t) => {
  const { slot } = openSlot(t);
  assert.deepEqual(
    (await print(slot, task(), AbortSignal.abort())).map(({ type }) => type),
    ['cancelled'],
  );
});

test(
  'a process that dies fails its task; the next task starts a new one',
  skipWithoutModels,
  async (t) => {
    const { slot } = openSlot(t);
    const killed = (async () => {
      for await (const event of slot.print(task(), never)) if (event.type === 'step') slot.kill();
    })();
    await assert.rejects(killed, (error) => {
      assert.ok(error instanceof WorkerDiedError);
      assert.equal(error.exitCode, null);
      return true;
    });
    assert.equal(stateOf(slot), 'stopped');
    assert.equal((await print(slot, task())).at(-1)?.type, 'image');
  },
);

test(
  'a process that cannot even start fails its task with its exit code',
  skipWithoutModels,
  async (t) => {
    // Without a device the worker's entry ends with an error of its own.
    const { slot } = openSlot(t, (device) =>
      forkWorker(Object.assign({}, device, { toJSON: () => null })),
    );
    await assert.rejects(print(slot, task()), (error) => {
      assert.ok(error instanceof WorkerDiedError);
      assert.equal(error.exitCode, 1);
      return true;
    });
  },
);

test(
  'a process that is killed while it starts was ended from outside; one that a fault ends was not',
  { skip: process.platform === 'win32' ? 'Windows has no signals' : false },
  async (t) => {
    for (const [signal, exitCode] of [
      ['SIGKILL', null],
      ['SIGILL', 132],
      ['SIGSEGV', 139],
    ] as const) {
      const first = await writeTo(
        temporaryFolder(),
        'first.cjs',
        `process.kill(process.pid, '${signal}');`,
      );
      const environment = { NODE_OPTIONS: `--require=${first}` };
      const { slot } = openSlot(t, (device) => forkWorker({ ...device, environment }));
      await assert.rejects(
        print(slot, {
          model: { path: '', fingerprint: '' },
          prompt: '',
          negativePrompt: '',
          seed: '1',
          settings,
        }),
        {
          name: 'WorkerDiedError',
          exitCode,
          wasReady: false,
        },
      );
    }
  },
);

test('a program that is not there is told so, and is no worker that was ended from outside', async () => {
  const [device] = listDevices({ workers: 1, modelMemoryShare: 0.5 });
  assert.ok(device !== undefined);
  const { execPath } = process;
  process.execPath = '/no/such/node';
  const worker = forkWorker(device);
  process.execPath = execPath;
  let said = '';
  worker.onOutput((text) => (said += text));
  const code = await new Promise((resolve) => worker.onExit(resolve));
  assert.equal(code, 127);
  assert.match(said, /\/no\/such\/node ENOENT/);
});

test('a closed worker takes no tasks and leaves no process', skipWithoutModels, async (t) => {
  const { slot } = openSlot(t);
  await print(slot, task());
  await slot.close();
  assert.equal(stateOf(slot), 'stopped');
  await assert.rejects(print(slot, task()), /closed/);
});

test('the processor is shared out among no more workers than it has cores', () => {
  const devices = listDevices({ workers: 64, modelMemoryShare: 0.5 });
  const threads = devices.reduce((sum, device) => sum + device.threads, 0);
  assert.deepEqual([devices.length, threads], [countCores(), countCores()]);
  const memory = devices.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0);
  assert.ok(memory <= readMemory().totalBytes / 2);
});

test('the processor is described with its cores', () => {
  const [device] = listDevices({ workers: 1, modelMemoryShare: 0.5 });
  assert.ok(device !== undefined);
  assert.equal(device.provider, 'cpu');
  assert.ok(device.name !== '');
  assert.ok(Number.isInteger(device.threads) && device.threads >= 1);
});
