import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import type { GenerationEvent } from '../../electron/api/contract/generation.ts';
import { savedPictures } from '../helpers/open-test-studio.ts';
import { startRemoteWorker, type TestWorker } from '../helpers/remote-worker.ts';
import {
  options,
  everything,
  startQueue,
  openLeavingStudio,
  submit,
  follow,
  untilState,
  untilWaiting,
  idsOf,
  cellsOf,
  hashOf,
} from './test-queue.ts';

test(
  'two workers print a batch; when one is killed the other takes over, and no picture is lost or made twice',
  options,
  async (t) => {
    const queue = await startQueue(t);
    const opened = await openLeavingStudio(t, queue);
    const workers = ['一', '二'].map(() => startRemoteWorker(t, { ...queue.redis, ...queue }));
    const [first, second] = workers;
    assert.ok(first !== undefined && second !== undefined);
    await untilState(opened.studio, (state) => state.workers.length === 2);
    const { job } = await submit(opened, { arms: [opened.ja, opened.en], count: 4, steps: 100 });
    const following = follow(opened, job.id);
    await first.said(/^Printed/);
    const isPrinting = () => idsOf('Begun', first).length > idsOf('Printed', first).length;
    while (!isPrinting()) await new Promise((resolve) => setTimeout(resolve, 5));
    await first.kill();

    const events = await following;
    assert.equal(events.at(-1)?.type, 'done');
    const seeds = ['42', '43', '44', '45'];
    const cells = seeds.flatMap((seed) => [`${seed} en`, `${seed} ja`]);
    assert.deepEqual(cellsOf(events), cells);
    const { ids } = await opened.studio.gallery.list(everything);
    assert.equal(ids.length, 8);
    const lost = idsOf('Begun', first).find((id) => !idsOf('Printed', first).includes(id));
    assert.ok(lost !== undefined, 'it was killed in the middle of a picture');
    assert.ok(idsOf('Printed', second).includes(lost), 'the other one made that picture');
    assert.deepEqual(opened.workers, [], 'this machine printed nothing');
    assert.deepEqual(opened.problems, []);
  },
);

test(
  'a worker that is asked to end gives its picture back, and another one takes it at once',
  options,
  async (t) => {
    const queue = await startQueue(t);
    const opened = await openLeavingStudio(t, queue);
    const first = startRemoteWorker(t, { ...queue.redis, ...queue, takeOverAfter: 200 });
    const { job } = await submit(opened, { steps: 400, width: 128, height: 128 });
    let second: TestWorker | undefined;
    let exit: Promise<unknown[]> | undefined;
    const events = await follow(opened, job.id, (event) => {
      if (event.type !== 'step' || exit !== undefined) return;
      exit = once(first.child, 'exit');
      first.child.kill('SIGTERM');
      second = startRemoteWorker(t, { ...queue.redis, ...queue });
    });
    assert.deepEqual(cellsOf(events), ['42 ja']);
    assert.deepEqual(await exit, [0, null]);
    await first.said(/^Put back/);
    assert.ok(second !== undefined && idsOf('Printed', second).length === 1);
  },
);

test(
  'a studio that closes leaves its picture to the worker; the next one finds it made',
  options,
  async (t) => {
    const queue = await startQueue(t);
    const opened = await openLeavingStudio(t, queue);
    const worker = startRemoteWorker(t, { ...queue.redis, ...queue });
    const { job } = await submit(opened, { steps: 60 });
    await follow(opened, job.id, async (event) => {
      if (event.type === 'step') await opened.studio.close();
    });
    await worker.said(/^Printed/);
    const { studio } = await openLeavingStudio(t, queue, opened.data);
    studio.queue.resumeLeft();
    const events = await follow({ studio }, job.id);
    assert.deepEqual(cellsOf(events), ['42 ja']);
    assert.equal(idsOf('Begun', worker).length, 1);
  },
);

test(
  'foreground goes before background, also between two studios; what no worker takes waits',
  options,
  async (t) => {
    const queue = await startQueue(t);
    const [patient, urgent] = [
      await openLeavingStudio(t, queue),
      await openLeavingStudio(t, queue),
    ];
    const later = await submit(patient, { steps: 2 }, 'background');
    await untilWaiting(t, queue, 1);
    const sooner = await submit(urgent, { steps: 2 });
    await untilWaiting(t, queue, 2);
    const worker = startRemoteWorker(t, { ...queue.redis, ...queue });
    await Promise.all([follow(patient, later.job.id), follow(urgent, sooner.job.id)]);
    assert.deepEqual(
      idsOf('Begun', worker).map((id) => id.includes(sooner.job.id)),
      [true, false],
    );
  },
);

test(
  'a foreground picture is made between two steps of the batch that all workers are busy with',
  options,
  async (t) => {
    const queue = await startQueue(t);
    const opened = await openLeavingStudio(t, queue);
    const { studio } = opened;
    startRemoteWorker(t, { ...queue.redis, ...queue });
    const fields = { steps: 300, width: 128, height: 128 };
    const batch = await submit(opened, fields, 'background');
    let urgent: Promise<GenerationEvent[]> | undefined;
    let batchSteps = 0;
    let stepsAtEnd = 0;
    const events = await follow(opened, batch.job.id, async (event) => {
      if (event.type !== 'step') return;
      batchSteps = event.step;
      urgent ??= submit(opened, { seed: '7', steps: 2 }).then(async ({ job }) => {
        const done = await follow(opened, job.id);
        stepsAtEnd = batchSteps;
        return done;
      });
    });
    assert.deepEqual(cellsOf(await urgent!), ['7 ja']);
    assert.ok(stepsAtEnd < 300, `the batch was at step ${stepsAtEnd}`);
    assert.deepEqual(cellsOf(events), ['42 ja']);
    const steps = events.flatMap((event) => (event.type === 'step' ? [event.step] : []));
    assert.deepEqual(
      steps,
      steps.toSorted((a, b) => a - b),
      'it went on where it was',
    );

    // Bit for bit as without an interruption.
    const again = await submit(opened, fields, 'background');
    const [first] = savedPictures(events);
    const [second] = savedPictures(await follow(opened, again.job.id));
    assert.equal(await hashOf(opened, second?.id ?? ''), await hashOf(opened, first?.id ?? ''));
    assert.deepEqual((await studio.queue.list()).open, []);
  },
);

test(
  'a remote worker tells how far a calibration is, and stops it for a foreground picture',
  options,
  async (t) => {
    const queue = await startQueue(t);
    const opened = await openLeavingStudio(t, queue);
    startRemoteWorker(t, { ...queue.redis, ...queue });
    const batch = await submit(opened, { int8: true, steps: 2 }, 'background');
    const order: string[] = [];
    let urgent: Promise<unknown> | undefined;
    const events = await follow(opened, batch.job.id, (event) => {
      if (event.type === 'calibrating') {
        urgent ??= submit(opened, { seed: '7', steps: 2 }).then(async ({ job }) => {
          await follow(opened, job.id);
          order.push('foreground');
        });
      } else if (event.type === 'saved') order.push('8-bit integers');
    });
    await urgent;
    assert.deepEqual(order, ['foreground', '8-bit integers']);
    const calibrating = events.flatMap((event) => (event.type === 'calibrating' ? [event] : []));
    assert.ok(calibrating.some(({ step, steps }) => step === steps));
    assert.equal(savedPictures(events)[0]?.recipe.engine.precision, 'int8');
  },
);

test(
  'several pictures of a job are made one by one by a remote worker, whatever this machine has measured',
  options,
  async (t) => {
    const queue = await startQueue(t);
    const opened = await openLeavingStudio(t, queue);
    startRemoteWorker(t, { ...queue.redis, ...queue });
    const { job } = await submit(opened, { count: 9, steps: 2 });
    const pictures = savedPictures(await follow(opened, job.id));
    assert.equal(pictures.length, 9);
    assert.ok(pictures.every(({ recipe }) => recipe.engine.batch === undefined));
  },
);
