import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { setImmediate as turnEventLoop } from 'node:timers/promises';
import type { Job } from '../../electron/api/contract/generation.ts';
import { openDatabase } from '../../electron/database/open-database.ts';
import type { PreparedJob } from '../../electron/services/cell-work.ts';
import { createOpenJob } from '../../electron/services/open-job.ts';
import type { OpenJob } from '../../electron/services/open-job.ts';
import { createPaceTrials } from '../../electron/services/pace-trials.ts';
import type { PaceTrialsOptions } from '../../electron/services/pace-trials.ts';
import type { Pace } from '../../electron/services/print-paces.ts';
import { forkWorker } from '../../electron/workers/fork-worker.ts';
import type { PrintTask } from '../../electron/workers/messages.ts';
import type { SpawnWorker } from '../../electron/workers/worker-channel.ts';
import { WorkerDiedError } from '../../electron/workers/worker-errors.ts';
import type { PrintEvent, PrintSlot } from '../../electron/workers/worker-pool.ts';
import { collectEvents, openTestStudio, savedPictures } from '../helpers/open-test-studio.ts';
import { skipWithoutModels } from '../helpers/small-models.ts';

/** A job of so many pictures that is done. */
function jobOf(count: number): OpenJob {
  const arm = { kind: 'ja', modelId: 'm', prompt: 'cat', negativePrompt: '' } as const;
  const seeds = Array.from({ length: count }, (_, seed) => `${seed}`);
  const settings = { width: 64, height: 64, steps: 3, guidance: 7.5 };
  const job = { id: 'j', arms: [arm], seeds, settings } as unknown as Job;
  const additions = [{ loras: [], embeddings: [], vae: null }];
  const source = { path: '/m' };
  const models = [{ id: 'm', fingerprint: 'contents' }];
  const prepared = { job, models, sources: [source], additions, library: [], start: undefined };
  const rest = { promptId: null, priority: 'foreground', own: true, attached: false } as const;
  const entry = createOpenJob({ job, ...rest });
  entry.prepared = Promise.resolve(prepared as unknown as PreparedJob);
  return entry;
}

/** A worker that takes a step at every turn of the event loop, at most `batch` pictures of a task at once. */
async function* takeSteps(
  { further = [], settings }: PrintTask,
  signal: AbortSignal,
  batch: number,
): AsyncGenerator<PrintEvent, void, void> {
  const together = Math.min(batch, 1 + further.length);
  for (let step = 1; step <= settings.steps; step++) {
    for (let index = 0; index < together; index++) {
      const seconds = 0.1 / together;
      yield { type: 'step', id: 1, index, step, steps: settings.steps, seconds, preview: null };
    }
    await turnEventLoop();
    if (signal.aborted) break;
  }
  assert.ok(signal.aborted, 'nothing is finished');
  yield { type: 'cancelled', id: 1 };
}

function openTrials(t: TestContext, { holds = true, batch = 4, dies = false } = {}) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let [isIdle, isTaken, untried] = [true, false, true];
  const learned: Pace[] = [];
  const asked: number[] = [];
  const problems: string[] = [];
  const slot = {
    loaded: 1,
    holds: (fingerprint: string) => holds && fingerprint === 'contents',
    async *print(task: PrintTask, signal: AbortSignal) {
      asked.push(1 + (task.further?.length ?? 0));
      if (dies && task.further) throw new WorkerDiedError(null, true);
      yield* takeSteps(task, signal, batch);
    },
  } as unknown as PrintSlot;
  const trials = createPaceTrials({
    choice: {
      isUntried: () => untried,
      learn(_job: OpenJob, _slot: PrintSlot, pace: Pace) {
        learned.push(pace);
        if (pace.asked > 1) untried = false;
      },
    },
    occupied: { take: () => (isTaken = true), leave: () => (isTaken = false) },
    slots: () => [slot],
    isIdle: () => isIdle,
    onFree: () => {},
    onProblem: (message: string) => problems.push(message),
    settings: { read: () => ({ previewTaesd: null }) },
    wildcards: { linesFor: () => ({}) },
  } as unknown as PaceTrialsOptions);
  return {
    trials,
    slot,
    asked,
    learned,
    problems,
    isTaken: () => isTaken,
    /** So much time without any wish. */
    async wait(ms: number): Promise<void> {
      trials.settle();
      t.mock.timers.tick(ms);
      for (let turn = 0; turn < 100; turn++) await turnEventLoop();
    },
    /** A job comes. */
    wish(): void {
      isIdle = false;
      trials.settle();
    },
    rest(): void {
      isIdle = true;
    },
  };
}

test('when nothing is asked for, a few steps are taken alone and as a group, and both are learned', async (t) => {
  const { trials, slot, asked, learned, wait, isTaken } = openTrials(t);
  trials.note(jobOf(4), slot);
  await wait(2900);
  assert.deepEqual(asked, []);
  await wait(3000);
  assert.deepEqual(asked, [1, 4]);
  assert.deepEqual(
    learned.map(({ batch, seconds }) => [batch, ...seconds]),
    [
      [1, ...Array.from({ length: 6 }, () => 0.1)],
      [4, ...Array.from({ length: 6 }, () => 0.025)],
    ],
  );
  assert.equal(isTaken(), false);
  await wait(3000);
  assert.equal(asked.length, 2, 'once');
});

test('a job that comes stops it before the next step; it is tried again later', async (t) => {
  const { trials, slot, asked, learned, wait, wish, rest, isTaken } = openTrials(t);
  trials.note(jobOf(4), slot);
  trials.settle();
  t.mock.timers.tick(3000);
  for (let turn = 0; asked.length === 0 && turn < 100; turn++) await turnEventLoop();
  assert.equal(isTaken(), true);
  wish();
  for (let turn = 0; turn < 3; turn++) await turnEventLoop();
  assert.equal(isTaken(), false);
  assert.deepEqual(learned, []);
  rest();
  await wait(3000);
  assert.equal(learned.length, 2);
});

test('a job that comes before it has begun puts it off', async (t) => {
  const { trials, slot, asked, wait, wish } = openTrials(t);
  trials.note(jobOf(4), slot);
  trials.settle();
  wish();
  await wait(9000);
  assert.deepEqual(asked, []);
});

test('jobs without a group, and models that are not in memory, are not tried', async (t) => {
  const few = openTrials(t);
  few.trials.note(jobOf(3), few.slot);
  await few.wait(3000);
  assert.deepEqual(few.asked, []);
  t.mock.timers.reset();
  const away = openTrials(t, { holds: false });
  away.trials.note(jobOf(4), away.slot);
  await away.wait(3000);
  assert.deepEqual(away.asked, []);
});

test('where memory does not allow a group, that is learned and not its pace', async (t) => {
  const { trials, slot, learned, wait } = openTrials(t, { batch: 1 });
  trials.note(jobOf(4), slot);
  await wait(3000);
  assert.deepEqual([learned[1]?.asked, learned[1]?.batch], [4, 1]);
});

test('a worker that dies over a group is told of, and a group takes for ever then', async (t) => {
  const { trials, slot, learned, problems, wait, isTaken } = openTrials(t, { dies: true });
  trials.note(jobOf(4), slot);
  await wait(3000);
  assert.deepEqual(learned[1], { asked: 4, batch: 4, seconds: [0, Infinity] });
  assert.equal(problems.length, 1);
  assert.equal(isTaken(), false);
});

/** Workers that are listened to: what is asked of them, `group` for several pictures at once. */
function listening(heard: (what: string) => void): SpawnWorker {
  return (device) => {
    const worker = forkWorker(device);
    return {
      ...worker,
      postMessage(message): void {
        const isGroup = message.type === 'print' && message.task.further !== undefined;
        heard(isGroup ? 'group' : message.type);
        worker.postMessage(message);
      },
    };
  };
}

test(
  'a studio tries it after a small job, keeps what it has learned and no picture, and takes the next job meanwhile',
  skipWithoutModels,
  async (t) => {
    const heard: string[] = [];
    let next = Promise.withResolvers<void>();
    const spawnWorker = listening((what) => {
      heard.push(what);
      next.resolve();
    });
    const { studio, request, ja, data, problems } = await openTestStudio(t, { spawnWorker });
    const print = async (count: number): Promise<number> => {
      const job = request({ arms: [ja], count, steps: 3 });
      return savedPictures(await collectEvents(studio.generation.run(job))).length;
    };
    const until = async (what: string): Promise<void> => {
      while (heard.at(-1) !== what) {
        next = Promise.withResolvers();
        await next.promise;
      }
    };
    assert.equal(await print(4), 4);
    await until('group');
    await until('cancel');
    assert.equal(await print(1), 1);
    const { ids } = await studio.gallery.list({ search: '', arms: [] });
    assert.equal(ids.length, 5);
    assert.deepEqual(problems, []);
    await studio.close();

    const database = openDatabase(join(data, 'nishiki.db'));
    t.after(() => database.close());
    const [row, ...others] = database
      .prepare<[], { alone: number; together: number; trials: number }>('SELECT * FROM print_paces')
      .all();
    assert.ok(row !== undefined && others.length === 0);
    assert.ok(row.alone > 0 && row.together > 0 && row.trials > 0);
  },
);
