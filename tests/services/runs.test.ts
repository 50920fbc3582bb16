import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import type { GridNews, GridRequest } from '../../electron/api/contract/grids.ts';
import { printSettingsSchema } from '../../electron/api/contract/recipe.ts';
import { openBareStudio, openTestStudio } from '../helpers/open-test-studio.ts';
import type { TestStudio } from '../helpers/open-test-studio.ts';
import { change, isEnd, packOf, promptsOf, until } from '../helpers/runs.ts';
import { skipWithoutModels } from '../helpers/small-models.ts';

function gridOf({ ja }: TestStudio, cells: number, steps = 2): GridRequest {
  return {
    name: '',
    arm: ja,
    seed: '1',
    settings: printSettingsSchema.parse({ width: 64, height: 64, steps }),
    axes: [{ parameter: 'seed', values: Array.from({ length: cells }, (_, i) => `${i + 1}`) }],
  };
}

const isStep = (one: GridNews): boolean => one.type === 'event' && one.event.type === 'step';
const hasSaved = (one: GridNews): boolean => one.type === 'event' && one.event.type === 'saved';

test(
  'a grid is printed to its end although who looked has gone; another who looks is told of it from where it is',
  skipWithoutModels,
  async (t) => {
    const opened = await openTestStudio(t);
    const { grids } = opened.studio;
    const first = grids.watch();
    assert.deepEqual((await first.next()).value, { type: 'open', grids: [] });
    const { id } = await grids.start(gridOf(opened, 4));
    await until({ [Symbol.asyncIterator]: () => first }, hasSaved);
    // Both of them from here on; the first one has gone.
    const [second, third] = await Promise.all([
      until(grids.watch(), isEnd),
      until(grids.watch(), isEnd),
    ]);
    assert.deepEqual(second, third);
    const [open] = second;
    assert.ok(open?.type === 'open');
    const [shown] = open.grids;
    assert.deepEqual([shown?.grid.id, shown?.begun, shown?.failure], [id, true, null]);
    const before = shown?.grid.pictures.filter((picture) => picture !== null).length ?? 0;
    assert.ok(before >= 1 && before < 4, `${before} of 4`);
    assert.equal(second.filter(hasSaved).length, 4 - before);
    assert.deepEqual(second.at(-1), { type: 'ended', gridId: id, failure: null });
    const [grid] = await grids.list();
    assert.ok(grid?.pictures.every((picture) => picture !== null));
    assert.equal((await opened.studio.gallery.list({})).ids.length, 4);
  },
);

test(
  'runs print one after the other; one that waits for its turn is stopped at once, and goes on anew when asked to',
  skipWithoutModels,
  async (t) => {
    const opened = await openTestStudio(t);
    const { studio } = opened;
    const { id } = await studio.grids.start(gridOf(opened, 2, 40));
    const run = await studio.packs.start(packOf(opened, await promptsOf(studio, 1)));
    const [waiting] = await until(studio.packs.watch(), () => true);
    assert.ok(waiting?.type === 'open');
    assert.deepEqual(
      waiting.runs.map(({ begun, failure }) => [begun, failure]),
      [[false, null]],
    );
    const stopped = until(studio.packs.watch(), isEnd);
    await studio.packs.stop({ runId: run.id });
    await stopped;
    const [left] = await until(studio.grids.watch(), () => true);
    assert.ok(left?.type === 'open' && left.grids[0]?.begun, 'the grid still prints');

    // Asked to go on while it still stops, it is printed all the same.
    const ended = until(studio.packs.watch(), isEnd);
    const grid = until(studio.grids.watch(), isEnd);
    await studio.packs.goOn({ runId: run.id });
    await studio.grids.stop({ id });
    await studio.grids.goOn({ id });
    const [told] = [await ended, await grid];
    assert.deepEqual(
      told.flatMap((news) => (news.type === 'event' ? [news.event.type] : [])),
      ['started', 'prompt', 'saved', 'saved', 'done'],
    );
    const [whole] = await studio.grids.list();
    assert.ok(whole?.pictures.every((picture) => picture !== null));
    await studio.grids.remove({ id });
    await assert.rejects(studio.grids.stop({ id }), { code: 'GRID_NOT_FOUND' });
  },
);

test(
  'a grid that is removed or stopped while it prints is not gone on with, also where the studio closes at once',
  skipWithoutModels,
  async (t) => {
    const opened = await openTestStudio(t);
    const { studio, data } = opened;
    const ended = until(studio.grids.watch(), isEnd);
    const { id } = await studio.grids.start(gridOf(opened, 2, 400));
    await studio.grids.remove({ id });
    assert.deepEqual((await ended).at(-1), { type: 'ended', gridId: id, failure: null });
    assert.deepEqual((await studio.queue.list()).open, []);
    // Stopped, and no time left to come to an end.
    const begun = until(studio.grids.watch(), isStep);
    const other = await studio.grids.start(gridOf(opened, 2, 400));
    await begun;
    await studio.grids.stop({ id: other.id });
    await studio.close();
    const { studio: later } = await openBareStudio(t, { data });
    later.queue.resumeLeft();
    assert.deepEqual(await until(later.grids.watch(), () => true), [{ type: 'open', grids: [] }]);
    assert.deepEqual((await later.queue.list()).open, []);
  },
);

function pictureFiles(data: string): string[] {
  return readdirSync(join(data, 'pictures'), { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.png'));
}

/** Lets a studio of its own process print what was left, and kills it when there are so many pictures. */
async function printUntilKilled(t: TestContext, data: string, pictures: number): Promise<void> {
  const script = join(import.meta.dirname, 'printing-studio.ts');
  const child = spawn(process.execPath, [script, data], { stdio: 'ignore' });
  t.after(() => child.kill('SIGKILL'));
  while (pictureFiles(data).length < pictures) {
    assert.equal(child.exitCode, null);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** Changes the database of a studio that is closed. */
test(
  'a grid and a pack outlive a quit and kill -9 of the studio: nothing is lost, nothing made twice',
  skipWithoutModels,
  async (t) => {
    const first = await openTestStudio(t);
    const { studio, data } = first;
    const begun = until(studio.grids.watch(), hasSaved);
    await studio.grids.start(gridOf(first, 5, 12));
    const run = await studio.packs.start(packOf(first, await promptsOf(studio, 2)));
    await begun;
    await studio.close();
    // A studio that only looks prints nothing of it.
    const looking = await openBareStudio(t, { data });
    const [open] = await until(looking.studio.grids.watch(), () => true);
    assert.deepEqual(open, { type: 'open', grids: [] });
    await looking.studio.close();

    const made = pictureFiles(data).length;
    await printUntilKilled(t, data, made + 2);
    // As if the kill had come between the picture's row and its place in the grid.
    change(data, 'DELETE FROM grid_cells WHERE place = (SELECT max(place) FROM grid_cells)');
    await printUntilKilled(t, data, made + 3);

    const last = await openBareStudio(t, { data });
    const grid = until(last.studio.grids.watch(), isEnd);
    const pack = until(last.studio.packs.watch(), isEnd);
    last.studio.queue.resumeLeft();
    const [ofGrid, ofPack] = [await grid, await pack];
    assert.deepEqual(
      [ofGrid.at(-1), ofPack.at(-1)].map((news) => news?.type === 'ended' && news.failure),
      [null, null],
    );
    const [whole] = await last.studio.grids.list();
    assert.equal(new Set(whole?.pictures.filter((id) => id !== null)).size, 5);
    const pictures = await last.studio.gallery.get({
      ids: whole?.pictures.flatMap((id) => id ?? []) ?? [],
    });
    assert.deepEqual(
      pictures.map(({ recipe }) => recipe?.seed),
      ['1', '2', '3', '4', '5'],
    );
    const [printed] = await last.studio.packs.runs();
    assert.deepEqual([printed?.id, printed?.printed, printed?.total], [run.id, 4, 4]);
    const comparisons = await last.studio.packs.comparisons({ runId: run.id });
    assert.ok(comparisons.every(({ comparisonIds }) => comparisonIds.length === 1));
    assert.equal((await last.studio.gallery.list({})).ids.length, 9);
    assert.equal(pictureFiles(data).length, 9);
    // What is printed is left at that.
    await last.studio.close();
    const after = await openBareStudio(t, { data });
    after.studio.queue.resumeLeft();
    assert.deepEqual(await until(after.studio.packs.watch(), () => true), [
      { type: 'open', runs: [] },
    ]);
  },
);

test(
  'a run that brought the studio down again and again is given up with its job, until somebody retries it',
  skipWithoutModels,
  async (t) => {
    const first = await openTestStudio(t);
    const { data } = first;
    const begun = until(first.studio.grids.watch(), ({ type }) => type === 'event');
    const { id } = await first.studio.grids.start(gridOf(first, 1, 200));
    await begun;
    await first.studio.close();
    change(data, `UPDATE jobs SET status = 'running', attempts = 3`);
    for (const time of ['found', 'and kept']) {
      const { studio } = await openBareStudio(t, { data });
      studio.queue.resumeLeft();
      const [open] = await until(studio.grids.watch(), () => true);
      assert.ok(open?.type === 'open');
      assert.equal(open.grids[0]?.failure?.code, 'WORKER_DIED', time);
      assert.deepEqual((await studio.queue.list()).open, [], time);
      await studio.close();
    }
    const { studio } = await openBareStudio(t, { data });
    studio.queue.resumeLeft();
    const [job] = (await studio.queue.list()).ended;
    assert.equal(job?.runId, id);
    const ended = until(studio.grids.watch(), isEnd);
    await studio.queue.retry({ jobIds: [job.job.id] });
    assert.deepEqual((await ended).at(-1), { type: 'ended', gridId: id, failure: null });
    const [{ pictures = [] } = {}] = await studio.grids.list();
    assert.deepEqual([pictures.length, pictures[0] === null], [1, false]);
    assert.equal((await studio.gallery.list({})).ids.length, 1, 'by the job that was retried');
  },
);
