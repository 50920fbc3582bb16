import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import type { GenerationEvent } from '../../electron/api/contract/generation.ts';
import type { RemoteState } from '../../electron/api/contract/remote.ts';
import { createToken } from '../../electron/remote/seal.ts';
import type { Studio } from '../../electron/services/studio.ts';
import { collectEvents, openTestStudio, savedPictures } from '../helpers/open-test-studio.ts';
import type { TestStudio } from '../helpers/open-test-studio.ts';
import { skipWithoutRedis, startRedis } from '../helpers/redis-server.ts';
import type { TestRedis } from '../helpers/redis-server.ts';
import { startRemoteWorker } from '../helpers/remote-worker.ts';
import type { TestWorker } from '../helpers/remote-worker.ts';
import { fillDisk, mountSmallDisk, skipWithoutMounts } from '../helpers/small-disk.ts';
import { skipWithoutModels } from '../helpers/small-models.ts';

const options = { ...skipWithoutModels, ...skipWithoutRedis, timeout: 240_000 };
const everything = { search: '', arms: [] };

interface TestQueue {
  readonly redis: TestRedis;
  readonly token: string;
}

async function startQueue(t: TestContext): Promise<TestQueue> {
  return { redis: await startRedis(t), token: createToken() };
}

/** A studio that leaves all printing to others. */
async function openLeavingStudio(
  t: TestContext,
  { redis, token }: TestQueue,
  data?: string,
): Promise<TestStudio> {
  const remote = { url: redis.url, token };
  const opened = await openTestStudio(t, { remote, ...(data !== undefined && { data }) });
  await opened.studio.remote.change({ printHere: false });
  return opened;
}

async function submit({ studio, request, ja }: TestStudio, fields = {}, priority = 'foreground') {
  return await studio.queue.submit({
    ...request({ arms: [ja], steps: 12, ...fields }),
    priority: priority === 'background' ? 'background' : 'foreground',
  });
}

async function follow(
  { studio }: Pick<TestStudio, 'studio'>,
  jobId: string,
  onEvent?: (event: GenerationEvent) => void | Promise<void>,
) {
  return await collectEvents(studio.queue.follow({ jobId }), onEvent);
}

async function untilState(studio: Studio, fits: (state: RemoteState) => boolean): Promise<void> {
  while (!fits(await studio.remote.state())) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Ids of the pictures of which a worker has said this. */
const idsOf = (word: string, { lines }: { lines: string[] }) =>
  lines.filter((line) => line.startsWith(word)).map((line) => line.split(': ')[1] ?? '');

const cellsOf = (events: readonly GenerationEvent[]) =>
  savedPictures(events)
    .map(({ recipe }) => `${recipe.seed} ${recipe.arm}`)
    .toSorted();

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

test('a picture made far away is the one that is made here', options, async (t) => {
  const queue = await startQueue(t);
  const far = await openLeavingStudio(t, queue);
  startRemoteWorker(t, { ...queue.redis, ...queue });
  const near = await openTestStudio(t);
  const fields = { seed: '7', steps: 3 };
  const jobs = await Promise.all([submit(far, fields), submit(near, fields)]);
  const [remote, local] = await Promise.all(
    [far, near].map(async (opened, place) => {
      const [picture] = savedPictures(await follow(opened, jobs[place]?.job.id ?? ''));
      assert.ok(picture !== undefined);
      return { recipe: picture.recipe, hash: await hashOf(opened, picture.id) };
    }),
  );
  assert.equal(remote?.hash, local?.hash);
  assert.equal(remote?.recipe.noiseHash, local?.recipe.noiseHash);
  assert.equal(remote?.recipe.model.fingerprint, local?.recipe.model.fingerprint);
});

test(
  'cancelling stops the worker between two steps, and it takes the next picture',
  options,
  async (t) => {
    const queue = await startQueue(t);
    const opened = await openLeavingStudio(t, queue);
    const worker = startRemoteWorker(t, { ...queue.redis, ...queue });
    const { job } = await submit(opened, { steps: 500, width: 256, height: 256 });
    const events = await follow(opened, job.id, async (event) => {
      if (event.type === 'step' && event.step === 2) {
        await opened.studio.queue.cancel({ jobIds: [job.id] });
      }
    });
    assert.deepEqual(events.at(-1), { type: 'cancelled', jobId: job.id, saved: 0 });
    await worker.said(/^Stopped/);
    const next = await submit(opened, { steps: 2 });
    assert.equal((await follow(opened, next.job.id)).at(-1)?.type, 'done');
    await opened.studio.queue.retry({ jobIds: [job.id] });
    await opened.studio.queue.cancel({ jobIds: [job.id] });
  },
);

test(
  'while Redis is away the studio says so, and when it is back with nothing in it the job goes on',
  options,
  async (t) => {
    const queue = await startQueue(t);
    const opened = await openLeavingStudio(t, queue);
    startRemoteWorker(t, { ...queue.redis, ...queue });
    const { job } = await submit(opened, { count: 4, steps: 20 });
    let isCut = false;
    const events = await follow(opened, job.id, async (event) => {
      if (event.type !== 'saved' || isCut) return;
      isCut = true;
      await queue.redis.kill();
      await untilState(
        opened.studio,
        ({ line, detail }) => line === 'lost' && detail.includes('ECONNREFUSED'),
      );
      await queue.redis.start();
    });
    assert.equal(events.at(-1)?.type, 'done');
    assert.deepEqual(cellsOf(events), ['42 ja', '43 ja', '44 ja', '45 ja']);
    assert.equal((await opened.studio.gallery.list(everything)).ids.length, 4);
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
    await untilState(patient.studio, ({ line }) => line === 'connected');
    const sooner = await submit(urgent, { steps: 2 });
    await untilState(urgent.studio, ({ line }) => line === 'connected');
    for (const { studio } of [patient, urgent]) {
      while ((await studio.queue.list()).open[0]?.job.status !== 'running') {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
    // Both are in the queue once their models are described.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const worker = startRemoteWorker(t, { ...queue.redis, ...queue });
    await Promise.all([follow(patient, later.job.id), follow(urgent, sooner.job.id)]);
    assert.deepEqual(
      idsOf('Begun', worker).map((id) => id.includes(sooner.job.id)),
      [true, false],
    );
  },
);

test('without workers this machine prints, where it may', options, async (t) => {
  const { redis, token } = await startQueue(t);
  const opened = await openTestStudio(t, { remote: { url: redis.url, token } });
  const { job } = await submit(opened, { steps: 2 });
  assert.equal((await follow(opened, job.id)).at(-1)?.type, 'done');
  assert.equal(opened.workers.length, 1);
});

test('a wrong password is told as such, and never shown', options, async (t) => {
  const { redis, token } = await startQueue(t);
  const wrong = redis.url.replace(/:[^:@]*@/, ':verkehrt@');
  const opened = await openTestStudio(t);
  await opened.studio.remote.change({ url: wrong });
  await untilState(opened.studio, ({ line }) => line === 'refused');
  const told = JSON.stringify(await opened.studio.remote.state());
  assert.doesNotMatch(told, /verkehrt/);
  const worker = startRemoteWorker(t, { url: wrong, token });
  const [exitCode] = (await once(worker.child, 'exit')) as [number | null];
  assert.equal(exitCode, 8);
  assert.doesNotMatch(worker.lines.join('\n'), /verkehrt/);
});

test('Redis sees neither prompts nor what models are called', options, async (t) => {
  const queue = await startQueue(t);
  const opened = await openLeavingStudio(t, queue);
  const worker = startRemoteWorker(t, { ...queue.redis, ...queue });
  const { job } = await submit(opened, { steps: 2 });
  await follow(opened, job.id);
  const dump = await everythingIn(t, queue.redis.url);
  assert.ok(dump.includes(job.id), 'the job is in it');
  assert.doesNotMatch(dump, /サラリーマン|油絵|dpmpp|tiny-jsd|ja-stage2/);
  const names = readdirSync(worker.files, { recursive: true, withFileTypes: true })
    .filter(
      (file) => file.isFile() && !file.name.startsWith('held.db') && !file.name.endsWith('.log'),
    )
    .map(({ name }) => name);
  assert.ok(names.length > 3);
  for (const name of names) assert.match(name, /^[0-9a-f]{64}$/);
});

test('a worker with another token gets nothing', options, async (t) => {
  const queue = await startQueue(t);
  const opened = await openLeavingStudio(t, queue);
  const stranger = startRemoteWorker(t, { url: queue.redis.url, token: createToken() });
  await stranger.said(/^Connected/);
  const { job } = await submit(opened, { steps: 2 });
  const friend = startRemoteWorker(t, { ...queue.redis, ...queue });
  await follow(opened, job.id);
  assert.equal(idsOf('Printed', friend).length, 1);
  assert.deepEqual(idsOf('Begun', stranger), []);
});

async function hashOf({ studio }: TestStudio, id: string): Promise<string> {
  const { path } = studio.gallery.locate(id, 'full') ?? { path: '' };
  const { default: sharp } = await import('sharp');
  return (await sharp(readFileSync(path)).raw().toBuffer()).toString('base64');
}

/** All keys and values as text. */
async function everythingIn(t: TestContext, url: string): Promise<string> {
  const { connectRedis } = await import('../helpers/redis-client.ts');
  const redis = connectRedis(t, url);
  const parts: string[] = [];
  for (const key of await redis.keys('*')) {
    const dump = await redis.dumpBuffer(key);
    parts.push(key, dump?.toString('utf8') ?? '');
  }
  return parts.join('\n');
}

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

test(
  'a worker whose disk is full gives its picture back and says so; another one makes it',
  { ...options, ...skipWithoutMounts },
  async (t) => {
    const queue = await startQueue(t);
    const opened = await openLeavingStudio(t, queue);
    const disk = mountSmallDisk(8);
    const files = join(disk, '絵師');
    const first = startRemoteWorker(t, { ...queue.redis, ...queue, files });
    await untilState(opened.studio, (state) => state.workers.length === 1);
    fillDisk(join(disk, 'filler'));
    const { job } = await submit(opened, { steps: 2 });
    const following = follow(opened, job.id);
    const said = await first.said(/disk is full/);
    assert.match(said, /^Put back into the queue: print-/);
    await untilState(
      opened.studio,
      ({ workers: [worker] }) => worker?.devices[0]?.state === 'full',
    );
    const second = startRemoteWorker(t, { ...queue.redis, ...queue });
    const events = await following;
    assert.deepEqual(cellsOf(events), ['42 ja']);
    assert.equal(idsOf('Printed', second).length + idsOf('Printed', first).length, 1);
    assert.deepEqual(idsOf('Failed', first), []);
    const { ended } = await opened.studio.queue.list();
    assert.deepEqual(
      ended.map((entry) => [entry.job.status, entry.attempts]),
      [['done', 1]],
    );
  },
);

test(
  'a worker keeps a log, without words and secrets, and trims what it has fetched',
  options,
  async (t) => {
    const queue = await startQueue(t);
    const opened = await openLeavingStudio(t, queue);
    const worker = startRemoteWorker(t, { ...queue.redis, ...queue, more: ['--keep', '0.000001'] });
    const prompt = '秘密のサラリーマン';
    for (const seed of ['1', '2']) {
      const { job } = await submit(opened, { arms: [{ ...opened.ja, prompt }], seed, steps: 2 });
      await follow(opened, job.id);
    }
    const { job } = await submit(opened, { arms: [opened.en], steps: 2 });
    await follow(opened, job.id);
    const weights = readdirSync(join(worker.files, 'files'), {
      recursive: true,
      withFileTypes: true,
    })
      .filter((entry) => entry.isFile())
      .map((entry) => entry.name);
    assert.ok(weights.length > 0, 'what the last picture needed is there');
    const whole = weights.length;
    const ending = once(worker.child, 'exit');
    worker.child.kill('SIGTERM');
    await ending;

    const text = readFileSync(join(worker.files, 'logs', 'remote-worker.log'), 'utf8');
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { message: string; details?: { id?: string } });
    const messages = lines.map(({ message }) => message);
    assert.equal(messages[0], 'opened');
    assert.ok(messages.includes('line: connected'));
    assert.equal(messages.filter((message) => message === 'printed').length, 3);
    assert.equal(messages.at(-1), 'closed');
    const all = readdirSync(join(worker.files, 'logs'))
      .map((name) => readFileSync(join(worker.files, 'logs', name), 'utf8'))
      .join('');
    assert.match(all, /"process":"worker-cpu/);
    for (const secret of [prompt, queue.token, queue.redis.password])
      assert.ok(!all.includes(secret));

    // The next one has nothing to hold, so nothing stays.
    const next = startRemoteWorker(t, {
      ...queue.redis,
      ...queue,
      files: worker.files,
      more: ['--keep', '0.000001'],
    });
    await next.said(/^Connected/);
    await untilState(opened.studio, (state) => state.workers.length === 1);
    const left = readdirSync(join(worker.files, 'files'), {
      recursive: true,
      withFileTypes: true,
    }).filter((entry) => entry.isFile());
    assert.deepEqual(left, [], `${whole} files before`);
  },
);
