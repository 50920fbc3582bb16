import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { startRemoteWorker } from '../helpers/remote-worker.ts';
import { fillDisk, mountSmallDisk, skipWithoutMounts } from '../helpers/small-disk.ts';
import {
  options,
  startQueue,
  openLeavingStudio,
  submit,
  follow,
  untilState,
  idsOf,
  cellsOf,
} from './test-queue.ts';

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
    const before = (await opened.studio.remote.state()).workers;
    assert.equal(before.length, 1);
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
    // It shows itself once it has trimmed; the one before it may be seen for a while yet.
    await untilState(
      opened.studio,
      ({ workers: [seen] }) => seen !== undefined && seen.id !== before[0]?.id,
    );
    const left = readdirSync(join(worker.files, 'files'), {
      recursive: true,
      withFileTypes: true,
    }).filter((entry) => entry.isFile());
    assert.deepEqual(left, [], `${whole} files before`);
  },
);
