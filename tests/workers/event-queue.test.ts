import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEventQueue } from '../../electron/workers/event-queue.ts';

test('events arrive in order, those pushed before the reader came and those after', async () => {
  const queue = createEventQueue<number>();
  queue.push(1);
  queue.push(2);
  const read: number[] = [];
  for await (const event of queue) {
    read.push(event);
    if (event === 2) setImmediate(() => (queue.push(3), queue.push(4), queue.end()));
  }
  assert.deepEqual(read, [1, 2, 3, 4]);
});

test('an error comes after what was waiting; nothing is taken after the end', async () => {
  const queue = createEventQueue<string>();
  queue.push('waiting');
  queue.fail(new Error('the end'));
  queue.push('late');
  queue.end();
  const read: string[] = [];
  await assert.rejects(
    async () => {
      for await (const event of queue) read.push(event);
    },
    { message: 'the end' },
  );
  assert.deepEqual(read, ['waiting']);
});

test('a second reader goes on where the first stopped', async () => {
  const queue = createEventQueue<number>();
  for (const event of [1, 2, 3]) queue.push(event);
  queue.end();
  for await (const event of queue) if (event === 1) break;
  const rest: number[] = [];
  for await (const event of queue) rest.push(event);
  assert.deepEqual(rest, [2, 3]);
});

test('the last waiting event is replaced only where it fits', async () => {
  const queue = createEventQueue<string>();
  const isStep = (event: string): boolean => event.startsWith('step');
  assert.equal(queue.replaceLast('step 1', isStep), false, 'nothing waits');
  queue.push('step 1');
  assert.equal(queue.replaceLast('step 2', isStep), true);
  queue.push('saved');
  assert.equal(queue.replaceLast('step 3', isStep), false);
  assert.equal(queue.waiting, 2);
  queue.end();
  const read: string[] = [];
  for await (const event of queue) read.push(event);
  assert.deepEqual(read, ['step 2', 'saved']);
});
