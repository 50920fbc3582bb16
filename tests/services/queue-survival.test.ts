import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import SQLite from 'better-sqlite3';
import { collectEvents, openTestStudio, savedPictures } from '../helpers/open-test-studio.ts';
import type { TestStudio } from '../helpers/open-test-studio.ts';
import { skipWithoutModels } from '../helpers/small-models.ts';

const everything = { search: '', arms: [] };

/** A batch that takes long enough to be killed in the middle. */
const batch = { count: 6, steps: 12 };

/** Starts a studio in a process of its own, which prints what is queued in the folder. */
function startStudio(t: TestContext, data: string): ChildProcess {
  const script = join(import.meta.dirname, 'printing-studio.ts');
  const child = spawn(process.execPath, [script, data], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => child.kill('SIGKILL'));
  return child;
}

async function killWhen(child: ChildProcess, isTime: () => boolean): Promise<void> {
  while (!isTime()) await new Promise((resolve) => setTimeout(resolve, 10));
  child.kill('SIGKILL');
  await once(child, 'exit');
}

function pictureFiles(data: string): string[] {
  return readdirSync(join(data, 'pictures'), { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.png'));
}

async function submit({ studio, request, ja }: TestStudio, fields = {}) {
  return await studio.queue.submit({
    ...request({ arms: [ja], ...batch, ...fields }),
    priority: 'foreground',
  });
}

test(
  'closing keeps what waits and what prints; the next studio prints only what is missing',
  skipWithoutModels,
  async (t) => {
    const first = await openTestStudio(t);
    const printing = await submit(first);
    const waiting = await submit(first, { seed: '7', count: 1 });
    for await (const event of first.studio.queue.follow({ jobId: printing.job.id })) {
      if (event.type === 'saved' && event.cell.seed === 1) break;
    }
    await first.studio.close();

    const { studio } = await openTestStudio(t, { data: first.data });
    const { open } = await studio.queue.list();
    assert.deepEqual(
      open.map(({ job }) => [job.id, job.status]),
      [
        [printing.job.id, 'queued'],
        [waiting.job.id, 'queued'],
      ],
    );
    const kept = open[0]?.saved ?? 0;
    assert.ok(kept >= 2 && kept < 6, `${kept} kept`);
    assert.equal(open[0]?.attempts, 0, 'a quiet end is no failed attempt');
    const before = (await studio.gallery.list(everything)).ids;

    studio.queue.resumeLeft();
    const events = await collectEvents(studio.queue.follow({ jobId: printing.job.id }));
    assert.equal(events.at(-1)?.type, 'done');
    const pictures = savedPictures(events);
    assert.deepEqual(
      pictures.map(({ recipe }) => recipe.seed),
      ['42', '43', '44', '45', '46', '47'],
    );
    assert.deepEqual(
      pictures.slice(0, kept).map(({ id }) => id),
      before.toReversed(),
      'finished pictures are the same ones',
    );
    await collectEvents(studio.queue.follow({ jobId: waiting.job.id }));
    assert.equal((await studio.gallery.list(everything)).ids.length, 7);
  },
);

test('a studio that only looks does not print what is left', skipWithoutModels, async (t) => {
  const first = await openTestStudio(t);
  await submit(first, { steps: 400 });
  await first.studio.close();
  const { studio, workers, ja, request } = await openTestStudio(t, { data: first.data });
  const own = await collectEvents(studio.generation.run(request({ arms: [ja] })));
  assert.deepEqual(
    own.map(({ type }) => type).filter((type) => type !== 'step' && type !== 'loading'),
    ['queued', 'saved', 'done'],
  );
  assert.equal(workers.length, 1);
  assert.equal((await studio.queue.list()).open[0]?.job.status, 'queued');
});

test(
  'kill -9 of the studio, twice, loses no job and makes no picture twice',
  skipWithoutModels,
  async (t) => {
    const first = await openTestStudio(t);
    const { job } = await submit(first, { arms: [first.ja, first.en], count: 4 });
    const later = await submit(first, { seed: '99', count: 1 });
    await first.studio.close();
    const begun = pictureFiles(first.data).length;
    for (const pictures of [begun + 1, begun + 3]) {
      const child = startStudio(t, first.data);
      await killWhen(child, () => pictureFiles(first.data).length >= pictures);
    }
    const { studio } = await openTestStudio(t, { data: first.data });
    const [left] = (await studio.queue.list()).open;
    assert.equal(left?.job.id, job.id);
    const files = pictureFiles(first.data).length;
    assert.ok(files < 8, `${files} of 8`);
    assert.equal(left.saved, files, 'every file counts, whether or not its row was written');
    studio.queue.resumeLeft();
    const events = await collectEvents(studio.queue.follow({ jobId: job.id }));
    const cells = savedPictures(events).map(({ recipe }) => `${recipe.seed} ${recipe.arm}`);
    assert.equal(cells.length, 8);
    assert.equal(new Set(cells).size, 8);
    await collectEvents(studio.queue.follow({ jobId: later.job.id }));
    assert.equal((await studio.gallery.list(everything)).ids.length, 9);
    const [comparison] = await studio.comparisons.list({ limit: 1 });
    assert.ok(comparison?.pictures.flat().every((id) => id !== null));
  },
);

test(
  'kill -9 of the studio among several pictures that are made at once loses none and makes none twice',
  skipWithoutModels,
  async (t) => {
    const first = await openTestStudio(t);
    const count = 13;
    const { job } = await submit(first, { count, steps: 30 });
    await first.studio.close();
    const begun = pictureFiles(first.data).length;
    const child = startStudio(t, first.data);
    // One was made alone; of the four after it the first is finished and the others still are not.
    await killWhen(child, () => pictureFiles(first.data).length >= begun + 2);
    const { studio } = await openTestStudio(t, { data: first.data });
    const [left] = (await studio.queue.list()).open;
    const files = pictureFiles(first.data).length;
    assert.equal(left?.job.id, job.id);
    assert.ok(files < count, `${files} of ${count}`);
    assert.equal(left.saved, files);
    studio.queue.resumeLeft();
    const events = await collectEvents(studio.queue.follow({ jobId: job.id }));
    const pictures = savedPictures(events);
    assert.deepEqual(
      pictures.map(({ recipe }) => recipe.seed).toSorted(),
      Array.from({ length: count }, (_, k) => `${42 + k}`),
    );
    assert.equal(pictures[begun + 1]?.recipe.engine.batch, 4, 'it was one of several');
    assert.equal((await studio.gallery.list(everything)).ids.length, count);
  },
);

test(
  'a picture whose row a crash has cut off is counted by the recipe inside of it',
  skipWithoutModels,
  async (t) => {
    const first = await openTestStudio(t);
    const { job } = await submit(first, { count: 2, steps: 2 });
    await collectEvents(first.studio.queue.follow({ jobId: job.id }));
    await first.studio.close();
    const database = new SQLite(join(first.data, 'nishiki.db'));
    database.prepare(`DELETE FROM pictures WHERE cell_seed = 1`).run();
    database.prepare(`UPDATE jobs SET status = 'running', attempts = 1, finished_at = NULL`).run();
    database.close();
    const { studio } = await openTestStudio(t, { data: first.data });
    const { open, ended } = await studio.queue.list();
    assert.deepEqual([open.length, ended[0]?.saved, ended[0]?.job.status], [0, 2, 'done']);
  },
);

test(
  'a job that was being printed each time the studio died is given up, and can be asked for again',
  skipWithoutModels,
  async (t) => {
    const first = await openTestStudio(t);
    const { job } = await submit(first, { count: 1, steps: 2 });
    await first.studio.queue.pause();
    await collectEvents(first.studio.queue.follow({ jobId: job.id }), () => first.studio.close());
    const database = new SQLite(join(first.data, 'nishiki.db'));
    database.prepare(`DELETE FROM pictures`).run();
    database.prepare(`UPDATE jobs SET status = 'running', attempts = 3, finished_at = NULL`).run();
    database.close();
    const { studio } = await openTestStudio(t, { data: first.data });
    const { open, ended, paused } = await studio.queue.list();
    assert.deepEqual([open.length, paused], [0, true]);
    assert.equal(ended[0]?.failure?.code, 'WORKER_DIED');
    assert.equal((ended[0].failure.data as { reason: string }).reason, 'interrupted');
    await studio.queue.retry({ jobIds: [job.id] });
    await studio.queue.resume();
    const events = await collectEvents(studio.queue.follow({ jobId: job.id }));
    assert.equal(events.at(-1)?.type, 'done');
  },
);
