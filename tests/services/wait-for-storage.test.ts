import assert from 'node:assert/strict';
import { readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { setImmediate as turnEventLoop } from 'node:timers/promises';
import { printSettingsSchema } from '../../electron/api/contract/recipe.ts';
import { StudioError } from '../../electron/services/studio-error.ts';
import type { Studio } from '../../electron/services/studio.ts';
import { createStorageWait } from '../../electron/services/wait-for-storage.ts';
import { collectEvents, openTestStudio, savedPictures } from '../helpers/open-test-studio.ts';
import type { TestStudio } from '../helpers/open-test-studio.ts';
import {
  fillDisk,
  makeReadOnly,
  mountSmallDisk,
  skipWithoutMounts,
} from '../helpers/small-disk.ts';
import { printGrid } from '../helpers/print-grid.ts';
import { skipWithoutModels } from '../helpers/small-models.ts';

/** Resolves when the queue is as wanted. */
async function untilQueue(
  studio: Studio,
  isWanted: (state: Awaited<ReturnType<Studio['queue']['list']>>) => boolean,
): Promise<Awaited<ReturnType<Studio['queue']['list']>>> {
  for await (const event of studio.queue.watch({})) {
    if (event.type === 'state' && isWanted(event.state)) return event.state;
  }
  throw new Error('The queue is no longer watched.');
}

function submit({ studio, request, ja }: TestStudio, count: number) {
  return studio.queue.submit({ ...request({ arms: [ja], count }), priority: 'foreground' });
}

/** Every picture is there once, as a file and as a row, and nothing is half-written. */
async function checkWhole({ studio, data }: TestStudio, count: number): Promise<void> {
  assert.equal((await studio.gallery.list({})).ids.length, count);
  const files = readdirSync(join(data, 'pictures'), { recursive: true }).map(String);
  assert.equal(files.filter((name) => name.endsWith('.png')).length, count);
  assert.deepEqual(
    files.filter((name) => name.endsWith('.part')),
    [],
  );
}

async function goesOnAfter(t: TestContext, opened: TestStudio, harm: () => () => void) {
  const { studio, problems } = opened;
  let undo = (): void => {};
  t.after(() => undo());
  const first = await submit(opened, 4);
  const second = await submit(opened, 1);
  // Followed, not watched: the watch may tell of the first picture when all five are there.
  for await (const { type } of studio.queue.follow({ jobId: first.job.id })) {
    if (type === 'saved') break;
  }
  undo = harm();
  const { held, open } = await untilQueue(studio, (state) => state.held !== null);
  assert.equal(held?.folder, join(opened.data, 'pictures'));
  assert.deepEqual(
    open.map(({ job, failure }) => [job.id, failure]),
    [
      [first.job.id, null],
      [second.job.id, null],
    ],
    'nothing fails, nothing is given up',
  );
  assert.match(problems.join('\n'), /The queue waits and goes on by itself/);
  undo();
  undo = () => {};
  const end = await untilQueue(studio, (state) => state.open.length === 0);
  assert.equal(end.held, null);
  assert.deepEqual(
    end.ended.map(({ job, saved }) => [job.status, saved]),
    [
      ['done', 1],
      ['done', 4],
    ],
  );
  await checkWhole(opened, 5);
}

test(
  'a disk that fills up: the queue waits with what is finished, and goes on when there is room',
  { ...skipWithoutModels, ...skipWithoutMounts },
  async (t) => {
    const data = join(mountSmallDisk(12), 'data');
    const opened = await openTestStudio(t, { data });
    await goesOnAfter(t, opened, () => {
      const filler = join(data, 'filler');
      fillDisk(filler);
      return () => rmSync(filler, { force: true });
    });
  },
);

test(
  'a drive that is taken out: the queue waits, makes nothing in its place, and goes on when it is back',
  skipWithoutModels,
  async (t) => {
    const opened = await openTestStudio(t);
    const { data } = opened;
    await goesOnAfter(t, opened, () => {
      renameSync(data, `${data}-away`);
      return () => renameSync(`${data}-away`, data);
    });
  },
);

test(
  'a folder that becomes read-only: the queue waits, and goes on when it can be written again',
  { ...skipWithoutModels, ...skipWithoutMounts },
  async (t) => {
    const opened = await openTestStudio(t);
    await goesOnAfter(t, opened, () => makeReadOnly(join(opened.data, 'pictures')));
  },
);

test(
  'a job that waits for the disk can be cancelled, and outlives a restart',
  skipWithoutModels,
  async (t) => {
    const opened = await openTestStudio(t);
    const { studio, data } = opened;
    const first = await submit(opened, 1);
    const second = await submit(opened, 2);
    renameSync(data, `${data}-away`);
    await untilQueue(studio, (state) => state.held !== null);
    await studio.queue.cancel({ jobIds: [first.job.id] });
    await untilQueue(studio, ({ open }) => open.every(({ job }) => job.id === second.job.id));
    await untilQueue(studio, (state) => state.held !== null);
    renameSync(`${data}-away`, data);
    await studio.close();
    const again = await openTestStudio(t, { data });
    again.studio.queue.resumeLeft();
    await untilQueue(again.studio, ({ open }) => open.length === 0);
    await checkWhole(again, 2);
  },
);

/** Takes the data folder away until the returned function is called. */
function takeAway(data: string): () => void {
  renameSync(data, `${data}-away`);
  return () => renameSync(`${data}-away`, data);
}

test(
  'a caller who waits for his pictures is told that the disk is full, and gets them when there is room',
  { ...skipWithoutModels, ...skipWithoutMounts },
  async (t) => {
    const data = join(mountSmallDisk(12), 'data');
    const opened = await openTestStudio(t, { data });
    const { studio, request, ja } = opened;
    const filler = join(data, 'filler');
    const events = await collectEvents(
      studio.generation.run(request({ arms: [ja], count: 6 })),
      (event) => {
        if (event.type === 'saved' && event.cell.seed === 1) fillDisk(filler);
        if (event.type !== 'held') return;
        assert.deepEqual(event, {
          type: 'held',
          folder: join(data, 'pictures'),
          reason: 'ENOSPC',
        });
        rmSync(filler);
      },
    );
    assert.equal(events.filter(({ type }) => type === 'held').length, 1, 'told once');
    assert.equal(savedPictures(events).length, 6);
    assert.equal(events.at(-1)?.type, 'done');
    await checkWhole(opened, 6);

    // Also before its row can be written.
    fillDisk(filler);
    const again = await collectEvents(
      studio.generation.run(request({ arms: [ja] })),
      ({ type }) => {
        if (type === 'held') rmSync(filler, { force: true });
      },
    );
    assert.ok(again.some(({ type }) => type === 'held'));
    assert.equal(savedPictures(again).length, 1);
    await checkWhole(opened, 7);
  },
);

test(
  'a caller who waits for the disk stops at once when asked to, and what was saved stays',
  skipWithoutModels,
  async (t) => {
    const opened = await openTestStudio(t);
    const { studio, request, ja, data } = opened;
    const stop = new AbortController();
    let putBack = (): void => {};
    const events = await collectEvents(
      studio.generation.run(request({ arms: [ja], count: 3 }), { signal: stop.signal }),
      ({ type }) => {
        if (type === 'saved') putBack = takeAway(data);
        if (type === 'held') stop.abort();
      },
    );
    putBack();
    assert.deepEqual(
      events.slice(-2).map(({ type }) => type),
      ['held', 'cancelled'],
    );
    assert.equal((await studio.queue.list()).held, null);
    await checkWhole(opened, 1);
  },
);

test(
  'packs and grids wait for the disk too, and give way to a picture that somebody waits for',
  skipWithoutModels,
  async (t) => {
    const opened = await openTestStudio(t);
    const { studio, request, ja, en, data } = opened;
    const [pack] = await studio.packs.list();
    assert.ok(pack !== undefined);
    const arms = [ja, en].map(({ kind, modelId }) => ({ kind, modelId }));
    const promptIds = pack.prompts.slice(0, 2).map(({ id }) => id);
    const size = { width: 64, height: 64 };
    const packRequest = { packId: pack.id, arms, promptIds, seeds: ['7'], ...size, steps: 30 };
    let putBack = (): void => {};
    let held = 0;
    let between: Promise<unknown> | null = null;
    const seen: string[] = [];
    for await (const event of studio.packs.run(packRequest)) {
      seen.push(event.type);
      if (event.type === 'prompt' && between === null) {
        const [job] = (await studio.queue.list()).open;
        assert.equal(job?.priority, 'background');
        between = collectEvents(studio.generation.run(request({ arms: [ja] })));
      }
      if (event.type === 'saved' && event.printed === 1) {
        await between;
        putBack = takeAway(data);
      }
      if (event.type === 'held' && ++held === 1) putBack();
    }
    assert.ok(held > 0);
    assert.deepEqual(
      seen.filter((type) => type !== 'held'),
      ['started', 'prompt', 'saved', 'saved', 'prompt', 'saved', 'saved', 'done'],
    );

    const grid = {
      name: '',
      arm: ja,
      seed: '1',
      settings: printSettingsSchema.parse({ ...size, steps: 2 }),
      axes: [{ parameter: 'seed' as const, values: ['1', '2', '3'] }],
    };
    let places = 0;
    held = 0;
    for await (const event of printGrid(studio, () => studio.grids.start(grid))) {
      if (event.type === 'saved' && ++places === 1) putBack = takeAway(data);
      if (event.type === 'held' && ++held === 1) putBack();
    }
    assert.ok(held > 0);
    assert.equal(places, 3);
    await checkWhole(opened, 4 + 1 + 3);
  },
);

test('another reason why nothing can be saved is told as well, and each of them once', async (t) => {
  const told: string[] = [];
  const storage = createStorageWait((message) => told.push(message));
  const stop = new AbortController();
  t.after(() => stop.abort());
  const waiting = ['ENOSPC', 'ENOSPC', 'EROFS'].map((reason) =>
    storage.save(async () => {
      throw new StudioError('CANNOT_SAVE', { folder: '/f', reason, saved: 0 }, reason);
    }, stop.signal),
  );
  // Each has tried once when it is asked for.
  await turnEventLoop();
  assert.deepEqual(storage.held(), { folder: '/f', reason: 'EROFS' });
  assert.equal(told.length, 2);
  stop.abort();
  assert.deepEqual(await Promise.all(waiting), [null, null, null]);
  assert.equal(storage.held(), null);
});
