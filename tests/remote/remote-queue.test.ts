import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { test, type TestContext } from 'node:test';
import { createToken } from '../../electron/remote/seal.ts';
import { openTestStudio, savedPictures } from '../helpers/open-test-studio.ts';
import { startRemoteWorker } from '../helpers/remote-worker.ts';
import {
  options,
  everything,
  startQueue,
  openLeavingStudio,
  submit,
  follow,
  untilState,
  idsOf,
  cellsOf,
  hashOf,
} from './test-queue.ts';

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
