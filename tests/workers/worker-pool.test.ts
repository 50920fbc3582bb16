import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Device } from '../../electron/workers/devices.ts';
import type { FromWorker, PrintTask, ToWorker } from '../../electron/workers/messages.ts';
import type { WorkerChannel } from '../../electron/workers/worker-channel.ts';
import { createWorkerPool } from '../../electron/workers/worker-pool.ts';
import type { PrintEvent, PrintSlot } from '../../electron/workers/worker-pool.ts';

function device(id: string): Device {
  return { id, name: id, provider: 'cpu', threads: 1, memoryBytes: 1e9 };
}

/** A pool over channels that the test answers for; `alive` are the devices whose processes run. */
function openPool(...ids: readonly string[]) {
  const alive: string[] = [];
  const posted: ToWorker[] = [];
  const answers = new Map<string, (message: FromWorker) => void>();
  const spawn = ({ id }: Device): WorkerChannel => {
    alive.push(id);
    let exit = (_code: number | null): void => {};
    return {
      postMessage: (message) => void posted.push(message),
      onMessage: (listener) => void answers.set(id, listener),
      onOutput: () => {},
      onExit: (listener) => void (exit = listener),
      kill() {
        alive.splice(alive.indexOf(id), 1);
        exit(null);
      },
    };
  };
  const pool = createWorkerPool(ids.map(device), spawn, () => {});
  return { pool, alive, posted, answers };
}

function begin(slot: PrintSlot | undefined): AsyncGenerator<PrintEvent, void, void> {
  assert.ok(slot !== undefined);
  return slot.print({} as PrintTask, new AbortController().signal, errand);
}

const errand = { jobId: 'job', cell: { arm: 0, seed: 0 }, priority: 'foreground' } as const;
const image = (id: number) => ({ type: 'image', id, left: 0 }) as unknown as FromWorker;

test('arranged anew, the workers of devices that stay go on; others end when their task is done', async () => {
  const { pool, alive, answers } = openPool('a', 'b');
  const [a, b] = pool.slots;
  const [onA, onB] = [begin(a), begin(b)];
  const [first, second] = [onA.next(), onB.next()];
  pool.arrange([device('a'), device('c')]);
  assert.deepEqual(
    pool.devices().map(({ device: { id } }) => id),
    ['a', 'c'],
  );
  assert.equal(pool.slots[0], a);
  assert.deepEqual(alive, ['a', 'b'], 'nothing is cut off');

  answers.get('b')?.(image(1));
  assert.equal((await second).value?.type, 'image');
  await onB.return();
  assert.deepEqual(alive, ['a']);
  answers.get('a')?.(image(1));
  assert.equal((await first).value?.type, 'image');
  await onA.return();
  assert.deepEqual(alive, ['a']);
});

test('a task that waits for an urgent one on a worker that is let go goes on by itself', async () => {
  const { pool, alive, posted, answers } = openPool('a');
  const slot = pool.slots[0];
  const waiting = begin(slot);
  const image1 = waiting.next();
  const urgent = begin(slot?.between);
  const image2 = urgent.next();
  pool.arrange([device('b')]);
  answers.get('a')?.(image(2));
  await image2;
  await urgent.return();
  assert.equal(posted.at(-1)?.type, 'resume');
  answers.get('a')?.(image(1));
  assert.equal((await image1).value?.type, 'image');
  await waiting.return();
  assert.deepEqual(alive, []);
});

test('closed, it leaves no process, also of workers that were let go', async () => {
  const { pool, alive } = openPool('a');
  const printing = begin(pool.slots[0]);
  const next = printing.next();
  pool.arrange([device('b')]);
  await Promise.all([assert.rejects(next), pool.close()]);
  assert.deepEqual(alive, []);
});
